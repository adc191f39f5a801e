package io.belfry.client.internal;

import io.belfry.client.channel.Channel;
import io.belfry.client.channel.ChannelEventListener;
import io.belfry.client.connection.Connection;
import io.belfry.client.connection.ConnectionEventListener;
import io.belfry.client.connection.ConnectionState;
import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.SocketId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Joins the parts of one client, and takes what any thread wants to the owner thread.
 *
 * <p>Thread: thread-safe.
 */
public final class ClientCore implements Connection {
  private static final int CLOSE_SECONDS = 5;

  private final Loop loop;
  private final ConnectionListeners listeners = new ConnectionListeners();
  private final Callbacks callbacks;
  private final Bindings bindings = new Bindings();
  private final SignedInUser user = new SignedInUser();
  private final Signin signin;
  private final Channels channels;
  private final Subscriptions subscriptions;
  private final ReconnectingConnection connection;
  // What is wanted changes in the same order as the owner thread hears of it.
  private final ReentrantLock wishes = new ReentrantLock();
  private volatile boolean closed;

  /** A client that has not connected yet and has no threads. */
  public ClientCore(Settings settings, Surroundings surroundings) {
    loop = surroundings.owner();
    callbacks = new Callbacks(listeners, settings);
    Outbound outbound = new Outbound();
    AuthCalls authCalls = new AuthCalls(loop, settings.timing().authTimeout());
    Parts parts = new Parts(loop, authCalls, outbound, callbacks);
    signin = new Signin(settings, parts, user);
    channels = new Channels(parts, bindings);
    Subscriptions.Identity identity = new Subscriptions.Identity(signin, user);
    subscriptions = new Subscriptions(settings, parts, channels, identity);
    Inbox inbox = new Inbox(parts, identity, subscriptions, bindings);
    connection =
        new ReconnectingConnection(settings, surroundings, new Talk(callbacks, outbound, inbox));
  }

  @Override
  public void connect() {
    if (closed) {
      throw new IllegalStateException("The client was closed (expected: a new Pusher)");
    }
    loop.execute(
        () -> {
          if (!closed) {
            connection.connect();
          }
        });
  }

  /** Ends the connection for good, or until the next {@link #connect}. */
  public void disconnect() {
    loop.execute(connection::disconnect);
  }

  /** The way to the server may have changed. */
  public void networkChanged() {
    loop.execute(connection::networkChanged);
  }

  /** Ends the client and waits for that, at most 5 s, unless a listener is who calls. */
  public void close() {
    closed = true;
    CompletableFuture<Void> end = new CompletableFuture<>();
    loop.execute(() -> connection.end(() -> end.complete(null)));
    if (!callbacks.isCurrent()) {
      await(end);
    }
  }

  private static void await(CompletableFuture<Void> end) {
    try {
      end.get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      Log.warning("A listener runs for more than " + CLOSE_SECONDS + " s after close()", null);
    }
  }

  @Override
  public void bind(ConnectionState state, ConnectionEventListener listener) {
    listeners.bind(state, listener);
  }

  @Override
  public boolean unbind(ConnectionState state, ConnectionEventListener listener) {
    return listeners.unbind(state, listener);
  }

  @Override
  public ConnectionState getState() {
    return connection.state();
  }

  @Override
  public @Nullable String getSocketId() {
    SocketId id = connection.socketId();
    return id == null ? null : id.text();
  }

  /** Signs the user in, now and on all later connections. */
  public void signin() {
    loop.execute(signin::want);
  }

  /** The user as the application sees it. */
  public io.belfry.client.user.User user() {
    return user;
  }

  /**
   * Subscribes a channel with a listener for it and for events of these names.
   *
   * @throws IllegalArgumentException if no channel of that type can have that name
   */
  public <C extends Channel> C subscribe(
      Class<C> type, String name, Optional<ChannelEventListener> listener, String... eventNames) {
    ChannelKind kind = ChannelKind.of(name);
    if (!type.isAssignableFrom(Channels.typeOf(kind))) {
      throw new IllegalArgumentException(
          "Channel "
              + Shortened.of(name)
              + " is no "
              + type.getSimpleName()
              + ". Expected a name of that kind, or subscribe(name), which takes all.");
    }
    wishes.lock();
    try {
      SubscribedChannel channel = channels.open(name);
      listener.ifPresent(
          hearer -> {
            channel.listeners().add(hearer);
            for (String eventName : eventNames) {
              channel.bind(eventName, hearer);
            }
          });
      loop.execute(() -> subscriptions.join(channel));
      return type.cast(channel);
    } finally {
      wishes.unlock();
    }
  }

  /** Gives a channel up. */
  public void unsubscribe(String name) {
    wishes.lock();
    try {
      SubscribedChannel channel = channels.remove(name);
      if (channel != null) {
        loop.execute(() -> subscriptions.leave(channel));
      }
    } finally {
      wishes.unlock();
    }
  }

  /** A channel that is wanted; null when it is not, or is of another type. */
  public <C extends Channel> @Nullable C find(Class<C> type, String name) {
    SubscribedChannel channel = channels.find(name);
    return type.isInstance(channel) ? type.cast(channel) : null;
  }

  /** The listeners of events of all channels and of the user. */
  public Bindings bindings() {
    return bindings;
  }
}
