package io.belfry.client.internal;

import io.belfry.client.PayloadReader;
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
  private final @Nullable PayloadReader payloadReader;

  /**
   * Calls those listeners.
   *
   * @param settings where, and with which reader of payloads
   */
  Callbacks(ConnectionListeners connectionListeners, Settings settings) {
    this.connectionListeners = connectionListeners;
    this.payloadReader = settings.payloadReader();
    Executor executor = settings.listenerExecutor();
    this.thread =
        executor == null
            ? WorkThread.inTheBackground("belfry-client-listeners")
            : new SerialCalls(executor);
  }

  /** Runs something of ours behind the callbacks that wait already. */
  void afterwards(Runnable task) {
    thread.execute(task);
  }

  /** Runs something of ours that {@code close()} waits for. */
  void atTheEnd(Runnable task) {
    thread.atTheEnd(task);
  }

  /** Whether the caller is a listener. */
  boolean isCurrent() {
    return thread.isCurrent();
  }

  /** What makes objects of JSON text; null when nothing was set. */
  @Nullable PayloadReader payloadReader() {
    return payloadReader;
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

  /** Reports what the network did, or a server that says nothing. */
  void failure(String message, @Nullable Throwable cause) {
    error(message, null, new ConnectionFailureException(message, cause));
  }

  /**
   * Reports an end of the connection that the server gave no sentence.
   *
   * @param code 0 where it gave none either
   */
  void closed(String message, int code) {
    error(message, shown(code), new ConnectionFailureException(message, code));
  }

  private static @Nullable String shown(int code) {
    return code == 0 ? null : String.valueOf(code);
  }

  /**
   * Reports what the server said.
   *
   * @param code 0 where it named none
   */
  void refusal(String serverText, int code) {
    String word = RefusalWord.of(code, serverText);
    error(serverText, shown(code), new ConnectionFailureException(serverText, code, word));
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
    PusherEvent readable = event.readBy(payloadReader);
    each(
        () -> bindings.of(event.getEventName()),
        (SubscriptionEventListener listener) -> listener.onEvent(readable));
  }
}
