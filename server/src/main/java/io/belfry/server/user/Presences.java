package io.belfry.server.user;

import io.belfry.protocol.UserId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Who is online, asked of those who decide it.
 *
 * <p>Thread: confined to the event loop that asks.
 */
public interface Presences {
  /**
   * Asks for the state of users.
   *
   * @param part is given one decider's states at a time, on this loop, in order with the changes
   *     that follow from there
   * @return completes on this loop when all parts were given
   */
  CompletionStage<Void> of(List<UserId> users, Consumer<Map<UserId, OnlineState>> part);
}
