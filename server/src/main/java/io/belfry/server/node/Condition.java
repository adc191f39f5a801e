package io.belfry.server.node;

import java.util.List;

/**
 * How a node is, since when, and why.
 *
 * <p>Thread: immutable.
 *
 * @param state what it is doing
 * @param sinceMillis since when, in Unix time, to a second
 * @param load how full its machine was when it was last looked at
 */
public record Condition(ServerState state, long sinceMillis, MachineLoad load) {
  /** Why newcomers are sent away, in fixed words; empty while they are not. */
  public List<String> reasons() {
    return switch (state) {
      case READY -> List.of();
      case STARTING -> List.of("starting");
      case OVERLOADED -> load.excesses();
      case CUT_OFF -> List.of("cluster");
      case DRAINING -> List.of("stopping");
    };
  }
}
