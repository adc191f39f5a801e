package io.belfry.client.internal;

import io.belfry.client.channel.PusherEvent;
import io.belfry.client.channel.SubscriptionEventListener;
import io.belfry.client.connection.ConnectionFailureException;
import io.belfry.client.connection.ConnectionState;
import io.belfry.client.connection.ConnectionStateChange;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way from the owner thread to the application: everything of the application's runs here, one
 * call after the other, in the order in which things happened. The thread lives as long as the
 * client is not disconnected.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule CL-018"
 */
final class Callbacks {
  private final CallbackThread thread;
  private final ConnectionListeners connectionListeners;

  /**
   * Calls those listeners.
   *
   * @param executor where; null for a thread of the client's own
   */
  Callbacks(ConnectionListeners connectionListeners, @Nullable Executor executor) {
    this.connectionListeners = connectionListeners;
    this.thread =
        executor == null
            ? WorkThread.inTheBackground("belfry-client-listeners")
            : new SerialCalls(executor);
  }

  /** Runs something of ours behind the callbacks that wait already. */
  void afterwards(Runnable task) {
    thread.execute(task);
  }

  /** Whether the caller is a listener. */
  boolean isCurrent() {
    return thread.isCurrent();
  }

  void changed(ConnectionState previous, ConnectionState current) {
    thread.hold();
    ConnectionStateChange change = new ConnectionStateChange(previous, current);
    thread.execute(() -> connectionListeners.changed(change));
    if (current == ConnectionState.DISCONNECTED) {
      thread.release();
    }
  }

  void error(String message, @Nullable String code, Exception cause) {
    thread.execute(() -> connectionListeners.error(message, code, cause));
  }

  /**
   * Reports what the server or the network did.
   *
   * @param code the server's; 0 where there is none
   */
  void failure(String message, int code, @Nullable Throwable cause) {
    ConnectionFailureException failure =
        code == 0
            ? new ConnectionFailureException(message, cause)
            : new ConnectionFailureException(message, code);
    error(message, code == 0 ? null : String.valueOf(code), failure);
  }

  /** Calls each listener that is bound when its turn comes. */
  <L> void each(Supplier<List<L>> listeners, Consumer<L> call) {
    thread.execute(
        () ->
            listeners
                .get()
                .forEach(listener -> connectionListeners.guarded(() -> call.accept(listener))));
  }

  /** Hands an event to the listeners of its name and then to those of all events. */
  void event(PusherEvent event, Bindings bindings) {
    each(
        () -> bindings.of(event.getEventName()),
        (SubscriptionEventListener listener) -> listener.onEvent(event));
  }
}
