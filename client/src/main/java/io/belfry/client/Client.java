package io.belfry.client;

import io.belfry.client.channel.Channel;
import io.belfry.client.channel.ChannelEventListener;
import io.belfry.client.channel.PresenceChannel;
import io.belfry.client.channel.PresenceChannelEventListener;
import io.belfry.client.channel.PrivateChannel;
import io.belfry.client.channel.PrivateChannelEventListener;
import io.belfry.client.connection.Connection;
import io.belfry.client.connection.ConnectionEventListener;
import io.belfry.client.connection.ConnectionState;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Pusher} offers, for programs that put something of their own in its place in tests.
 *
 * <p>Thread: thread-safe.
 */
public interface Client {
  /** The connection, for its state and its socket id. */
  Connection getConnection();

  /**
   * Begins to connect; does nothing while connected or about to be. While a connection still ends,
   * the next one begins behind its end.
   */
  void connect();

  /**
   * Begins to connect.
   *
   * @param listener hears of these states, and of errors
   * @param states none means all
   */
  void connect(ConnectionEventListener listener, ConnectionState... states);

  /** Ends the connection for good; does nothing while disconnected. */
  void disconnect();

  /**
   * Subscribes, now or as soon as connected, and again after each reconnect.
   *
   * @return the channel; the same object as long as the channel is not unsubscribed
   */
  Channel subscribe(String channelName);

  /** Subscribes with a listener for the subscription and for events of these names. */
  Channel subscribe(String channelName, ChannelEventListener listener, String... eventNames);

  /** Subscribes to a channel whose name begins with {@code private-}. */
  PrivateChannel subscribePrivate(String channelName);

  /** Subscribes with a listener for the subscription and for events of these names. */
  PrivateChannel subscribePrivate(
      String channelName, PrivateChannelEventListener listener, String... eventNames);

  /** Subscribes to a channel whose name begins with {@code presence-}. */
  PresenceChannel subscribePresence(String channelName);

  /** Subscribes with a listener for the subscription, its members and events of these names. */
  PresenceChannel subscribePresence(
      String channelName, PresenceChannelEventListener listener, String... eventNames);

  /** Gives a channel up; does nothing when it is not subscribed. */
  void unsubscribe(String channelName);

  /** A channel that was subscribed; null when it was not. */
  @Nullable Channel getChannel(String channelName);

  /** A private channel that was subscribed; null when it was not. */
  @Nullable PrivateChannel getPrivateChannel(String channelName);

  /** A presence channel that was subscribed; null when it was not. */
  @Nullable PresenceChannel getPresenceChannel(String channelName);
}
