package io.belfry.client;

import io.belfry.client.channel.Channel;
import io.belfry.client.channel.ChannelEventListener;
import io.belfry.client.channel.PresenceChannel;
import io.belfry.client.channel.PresenceChannelEventListener;
import io.belfry.client.channel.PrivateChannel;
import io.belfry.client.channel.PrivateChannelEventListener;
import io.belfry.client.channel.PrivateEncryptedChannel;
import io.belfry.client.channel.PrivateEncryptedChannelEventListener;
import io.belfry.client.channel.SubscriptionEventListener;
import io.belfry.client.connection.Connection;
import io.belfry.client.connection.ConnectionEventListener;
import io.belfry.client.connection.ConnectionState;
import io.belfry.client.internal.ClientCore;
import io.belfry.client.internal.Surroundings;
import io.belfry.client.user.User;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.sign.AuthToken;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client: one connection that comes back by itself, the channels on it and the user signed in on
 * it.
 *
 * <pre>{@code
 * PusherOptions options = new PusherOptions()
 *     .setHost("push.example.com")
 *     .setUserAuthenticator(new HttpUserAuthenticator("https://example.com/pusher/user-auth"));
 * Pusher pusher = new Pusher(APP_KEY, options);
 * pusher.connect();
 * pusher.signin();
 * pusher.user().bind("event", e -> System.out.println(e.getData()));
 * }</pre>
 *
 * <p>Channels and sign-in may be asked for before {@link #connect}, during and after it; they are
 * repeated on each new connection. What goes wrong reaches {@link ConnectionEventListener#onError},
 * and for a sign-in or a subscription also its own listeners.
 *
 * <p>All listeners run on one thread, one after the other, in the order in which things came. One
 * that throws stops no other; one that blocks makes the later ones wait, and for long the server
 * too.
 *
 * <p>Thread: thread-safe.
 */
public class Pusher implements Client, AutoCloseable {
  private final ClientCore core;
  private final boolean canSignIn;

  /**
   * Always refuses, since a client needs the host of its server: use {@link #Pusher(String,
   * PusherOptions)}. It is here for the sentence that says so.
   *
   * @throws IllegalStateException always
   */
  public Pusher(String apiKey) {
    this(apiKey, new PusherOptions());
  }

  /**
   * A client of the app with that key. The options are copied.
   *
   * @throws IllegalStateException if the options name no host
   */
  public Pusher(String apiKey, PusherOptions options) {
    this(apiKey, options, Surroundings.real(options.transport()));
  }

  Pusher(String apiKey, PusherOptions options, Surroundings surroundings) {
    if (!AuthToken.isKey(apiKey)) {
      throw new IllegalArgumentException(
          "The app key \""
              + Shortened.of(apiKey)
              + "\" is malformed (expected: 1 to 64 of A-Z a-z 0-9 _ -)");
    }
    core = new ClientCore(options.frozen(apiKey), surroundings);
    canSignIn = options.getUserAuthenticator() != null;
  }

  @Override
  public Connection getConnection() {
    return core;
  }

  @Override
  public void connect() {
    core.connect();
  }

  @Override
  public void connect(ConnectionEventListener listener, ConnectionState... states) {
    ConnectionState[] heard =
        states.length == 0 ? new ConnectionState[] {ConnectionState.ALL} : states;
    for (ConnectionState state : heard) {
      core.bind(state, listener);
    }
    core.connect();
  }

  @Override
  public void disconnect() {
    core.disconnect();
  }

  /**
   * Hints that the way to the server may be another one, as when a phone has left its Wi-Fi. A
   * client that waits for its next attempt makes it at once, though a second after the last one at
   * the earliest; one that is connected sends a ping and connects anew unless something comes
   * within 5 s. Else it does nothing.
   *
   * @see "rule CL-033"
   */
  public void networkChanged() {
    core.networkChanged();
  }

  /**
   * Disconnects for good and waits until all threads of the client have nothing left to do, mostly
   * some milliseconds and 5 s at most; a listener that closes its own client does not wait. What
   * listeners are still to hear on an executor of the application's is not waited for either, since
   * that may need the calling thread.
   */
  @Override
  public void close() {
    core.close();
  }

  /** The user that {@link #signin} signs in. Listeners may be bound at any time. */
  public User user() {
    return core.user();
  }

  /**
   * Signs the user in: now if connected, and on every later connection. A second call does nothing,
   * unless the last sign-in failed: then it tries again.
   *
   * @throws IllegalStateException if no user authenticator is set
   * @see "rules CL-006, CL-007"
   */
  public void signin() {
    if (!canSignIn) {
      throw new IllegalStateException(
          "No user authenticator is set. Call PusherOptions.setUserAuthenticator.");
    }
    core.signin();
  }

  /** Lets a listener hear of events of that name on all channels and of the user. */
  public void bind(String eventName, SubscriptionEventListener listener) {
    core.bindings().bind(eventName, listener);
  }

  /** Lets a listener hear of all events on all channels and of the user. */
  public void bindGlobal(SubscriptionEventListener listener) {
    core.bindings().bindGlobal(listener);
  }

  /** Takes a listener back; nothing happens when it was not bound. */
  public void unbind(String eventName, SubscriptionEventListener listener) {
    core.bindings().unbind(eventName, listener);
  }

  /** Takes a listener of all events back; nothing happens when it was not bound. */
  public void unbindGlobal(SubscriptionEventListener listener) {
    core.bindings().unbindGlobal(listener);
  }

  @Override
  public Channel subscribe(String channelName) {
    return core.subscribe(Channel.class, channelName, Optional.empty());
  }

  @Override
  public Channel subscribe(
      String channelName, ChannelEventListener listener, String... eventNames) {
    return core.subscribe(Channel.class, channelName, Optional.of(listener), eventNames);
  }

  @Override
  public PrivateChannel subscribePrivate(String channelName) {
    return core.subscribe(PrivateChannel.class, channelName, Optional.empty());
  }

  @Override
  public PrivateChannel subscribePrivate(
      String channelName, PrivateChannelEventListener listener, String... eventNames) {
    return core.subscribe(PrivateChannel.class, channelName, Optional.of(listener), eventNames);
  }

  /** Subscribes to a channel whose name begins with {@code private-encrypted-}. */
  public PrivateEncryptedChannel subscribePrivateEncrypted(String channelName) {
    return core.subscribe(PrivateEncryptedChannel.class, channelName, Optional.empty());
  }

  /**
   * Subscribes with a listener for the subscription, for events of these names and for those that
   * cannot be decrypted.
   *
   * @throws EncryptionUnavailableException if Bouncy Castle is missing
   * @see "rule CL-017"
   */
  public PrivateEncryptedChannel subscribePrivateEncrypted(
      String channelName, PrivateEncryptedChannelEventListener listener, String... eventNames) {
    return core.subscribe(
        PrivateEncryptedChannel.class, channelName, Optional.of(listener), eventNames);
  }

  @Override
  public PresenceChannel subscribePresence(String channelName) {
    return core.subscribe(PresenceChannel.class, channelName, Optional.empty());
  }

  @Override
  public PresenceChannel subscribePresence(
      String channelName, PresenceChannelEventListener listener, String... eventNames) {
    return core.subscribe(PresenceChannel.class, channelName, Optional.of(listener), eventNames);
  }

  @Override
  public void unsubscribe(String channelName) {
    core.unsubscribe(channelName);
  }

  @Override
  public @Nullable Channel getChannel(String channelName) {
    return core.find(Channel.class, channelName);
  }

  @Override
  public @Nullable PrivateChannel getPrivateChannel(String channelName) {
    return core.find(PrivateChannel.class, channelName);
  }

  /** An encrypted channel that was subscribed; null when it was not. */
  public @Nullable PrivateEncryptedChannel getPrivateEncryptedChannel(String channelName) {
    return core.find(PrivateEncryptedChannel.class, channelName);
  }

  @Override
  public @Nullable PresenceChannel getPresenceChannel(String channelName) {
    return core.find(PresenceChannel.class, channelName);
  }
}
