package io.belfry.server.socket;

import io.belfry.protocol.CloseReason;
import io.belfry.protocol.ErrorCode;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.metrics.Metric;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.rate.RateLimiter;
import io.belfry.server.refusal.Reason;
import io.belfry.server.refusal.Refusal;
import io.belfry.server.refusal.RefusalKind;
import io.belfry.server.refusal.Refusals;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one connection wanted and does not get: told, counted and noted; and the budgets that say
 * when it has been too much.
 *
 * <p>Thread: confined to the event loop of the connection.
 */
final class Denials {
  private static final Logger LOG = LoggerFactory.getLogger(Denials.class);

  private final Peer peer;
  private final App app;
  private final Metrics metrics;
  private final Refusals refusals;
  private final LongSupplier nanoTime;
  // What few connections need is made when it is needed.
  private @Nullable ErrorBudgets budgets;
  private @Nullable RateLimiter clientEvents;

  Denials(Peer peer, App app, Counts counts, LongSupplier nanoTime) {
    this.peer = peer;
    this.app = app;
    this.metrics = counts.metrics();
    this.refusals = counts.refusals();
    this.nanoTime = nanoTime;
  }

  /** Whether one more client event is within the pace. */
  boolean takesClientEvent(Limits limits) {
    if (clientEvents == null || !clientEvents.hasPace(limits.of(Limit.CLIENT_EVENTS_PER_SECOND))) {
      clientEvents = RateLimiter.of(limits, Limit.CLIENT_EVENTS_PER_SECOND, nanoTime);
    }
    return clientEvents.tryTake();
  }

  /** Takes note that a limit refused something, by its key. */
  void count(String limit) {
    metrics.count(Metric.LIMIT_REFUSALS, app.id(), limit);
  }

  /** Takes note of a refusal, for the log and the metrics. */
  void note(Refusal refusal) {
    refusals.note(refusal);
  }

  /**
   * A refusal of what it wanted.
   *
   * @param now the app, as it was set then: its secrets are those that a token is held against
   * @param key public key of the token, null for none
   */
  Refusal wish(App now, RefusalKind kind, Reason reason, @Nullable String key) {
    UserId user = peer.identity().user();
    String id = user == null ? null : user.text();
    return Refusal.of(
        kind, reason, now, new Refusal.Who(key, id, peer.socketId().text(), peer.address()));
  }

  /** Tells the client that something was refused by a limit. */
  void refuse(ErrorCode code, String hint, Limit limit) {
    count(limit.key());
    refuse(code, hint);
  }

  /** Tells the client that something was refused; too many refusals end the connection. */
  void refuse(ErrorCode code, String hint) {
    peer.send(new ServerMessage.Failure(code.number(), hint));
    Reason.of(code).ifPresent(reason -> note(wish(app, RefusalKind.MESSAGE, reason, null)));
    if (budgets == null) {
      budgets = new ErrorBudgets();
    }
    if (!budgets.allow(code, nanoTime.getAsLong())) {
      peer.close(CloseReason.OVER_CAPACITY);
    }
  }

  /** Tells the client that what it asked for could not be done. */
  void serverFailed() {
    refuse(ErrorCode.SERVER_FAILED, "The server could not do this now. Try again.");
  }

  /** An answer has failed, or has not come in time. */
  void unanswered(Throwable failure) {
    // The refusal that is noted below says it too, now and then.
    if (!(failure instanceof HookCalls.Failed || failure instanceof TimeoutException)) {
      LOG.warn("app state unavailable app={} socket={}", app.id(), peer.socketId(), failure);
    }
    serverFailed();
  }
}
