package io.belfry.client.internal;

import io.belfry.client.connection.ConnectionEventListener;
import io.belfry.client.connection.ConnectionState;
import io.belfry.client.connection.ConnectionStateChange;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who hears of the connection. What a listener throws goes to {@code onError} of all; what {@code
 * onError} throws goes to the log, or errors would breed errors.
 *
 * <p>Thread: bound by any thread; called on the listener thread.
 */
final class ConnectionListeners {
  private record Binding(ConnectionState state, ConnectionEventListener listener) {
    boolean hears(ConnectionState entered) {
      return state == ConnectionState.ALL || state == entered;
    }
  }

  private final List<Binding> bindings = new CopyOnWriteArrayList<>();

  void bind(ConnectionState state, ConnectionEventListener listener) {
    bindings.add(new Binding(state, listener));
  }

  boolean unbind(ConnectionState state, ConnectionEventListener listener) {
    return bindings.remove(new Binding(state, listener));
  }

  void changed(ConnectionStateChange change) {
    bindings.stream()
        .filter(binding -> binding.hears(change.getCurrentState()))
        .map(Binding::listener)
        .distinct()
        .forEach(listener -> guarded(() -> listener.onConnectionStateChange(change)));
  }

  /** Runs what belongs to the application. */
  void guarded(Runnable callback) {
    try {
      callback.run();
    } catch (Throwable e) {
      error("A listener threw " + e, null, e instanceof Exception x ? x : new RuntimeException(e));
    }
  }

  void error(String message, @Nullable String code, Exception cause) {
    List<ConnectionEventListener> hearers =
        bindings.stream().map(Binding::listener).distinct().collect(Collectors.toList());
    if (hearers.isEmpty()) {
      Log.warning(message + " (no listener is bound to the connection)", cause);
    }
    for (ConnectionEventListener listener : hearers) {
      try {
        listener.onError(message, code, cause);
      } catch (Throwable e) {
        Log.warning("onError of a connection listener threw", e);
      }
    }
  }
}
