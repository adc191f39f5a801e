package io.belfry.server;

import io.belfry.server.app.AppSource;
import io.belfry.server.node.ServerState;
import io.belfry.server.rate.Quotas;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * What tells whether somebody new may come.
 *
 * <p>Thread: thread-safe.
 *
 * @param state what the node does by itself
 * @param load how full the machine is
 * @param quotas how many are connected
 * @param link whether other nodes can be reached
 * @param wasLinked whether that was ever so; until then the node is starting
 * @param apps who is served
 */
record WatchedState(
    AtomicReference<ServerState> state,
    LoadWatch load,
    Quotas quotas,
    AtomicReference<BooleanSupplier> link,
    AtomicBoolean wasLinked,
    AppSource apps) {
  ServerState now() {
    ServerState now = state.get();
    if (now != ServerState.READY) {
      return now;
    }
    if (!apps.isComplete() && apps.all().isEmpty()) {
      return ServerState.STARTING;
    }
    if (!isLinked()) {
      return wasLinked.get() ? ServerState.CUT_OFF : ServerState.STARTING;
    }
    return isOverloaded() ? ServerState.OVERLOADED : now;
  }

  /** Whether other nodes can be reached. */
  boolean isLinked() {
    boolean isLinked = link.get().getAsBoolean();
    if (isLinked && !wasLinked.get()) {
      wasLinked.set(true);
    }
    return isLinked;
  }

  boolean isOverloaded() {
    return load.last().isTooHigh();
  }
}
