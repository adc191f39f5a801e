package io.belfry.server;

import io.belfry.server.node.Condition;
import io.belfry.server.node.MachineLoad;
import io.belfry.server.node.ServerState;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers since when the node is as it is, and says when it begins to send newcomers away for
 * want of memory or descriptors, or since it is cut off, and when it has stopped doing so.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule THR-38"
 */
final class ConditionWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ConditionWatch.class);

  private final Supplier<ServerState> state;
  private final Supplier<MachineLoad> load;
  private final InstantSource clock;
  private ServerState last = ServerState.STARTING;
  private long since;

  ConditionWatch(Supplier<ServerState> state, Supplier<MachineLoad> load, InstantSource clock) {
    this.state = state;
    this.load = load;
    this.clock = clock;
    this.since = clock.millis();
  }

  /** How it is now; looked at about once a second, and whenever somebody asks. */
  synchronized Condition look() {
    ServerState now = state.get();
    MachineLoad seen = load.get();
    if (now != last) {
      since = clock.millis();
      say(now, seen);
      last = now;
    }
    return new Condition(now, since, seen);
  }

  private void say(ServerState now, MachineLoad seen) {
    if (now == ServerState.OVERLOADED) {
      LOG.warn(
          "Nobody new is admitted, since this node is short of {}: {} % of the heap, {} % of the"
              + " memory beside it and {} % of the descriptors are in use.",
          String.join(" and ", seen.excesses()),
          percent(seen.heap()),
          percent(seen.direct()),
          percent(seen.descriptors()));
    } else if (now == ServerState.CUT_OFF) {
      LOG.warn(
          "Nobody new is admitted, since this node is cut off from the cluster: connections stay,"
              + " and cluster.publish_when_cut_off says what becomes of publishes.");
    } else if (isAway(last) && now == ServerState.READY) {
      LOG.info("newcomers are admitted again");
    }
  }

  private static boolean isAway(ServerState state) {
    return state == ServerState.OVERLOADED || state == ServerState.CUT_OFF;
  }

  private static long percent(double share) {
    return Math.round(share * 100);
  }
}
