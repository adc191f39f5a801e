package io.belfry.server.webhook;

import io.belfry.protocol.webhook.WebhookWriter;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.webhook.Clocks.Moment;
import io.belfry.server.webhook.Timers.Later;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts events of one endpoint into deliveries: each into one of its own, or where the endpoint has
 * them batched into the one that is open. Which delivery an event is in, and so which request, is
 * settled when it is raised. Deliveries are closed in the order of their numbers.
 *
 * <p>Thread: confined to that of the webhooks.
 *
 * @see "rules HOOK-049 to HOOK-051, HOOK-054, HOOK-059"
 */
final class Batches {
  private final Desk desk;
  private final EndpointQueue queue;
  private @Nullable Outgoing open;
  private @Nullable Later end;

  /** Whether an event may share a request. */
  enum Company {
    /** With others of its endpoint. */
    ANY,
    /** With none. */
    NONE
  }

  Batches(Desk desk, EndpointQueue queue) {
    this.desk = desk;
    this.queue = queue;
  }

  /**
   * An event of the endpoint.
   *
   * @param line what its order goes by
   * @param at when it happened
   * @param promise of somebody who waits for it, null for nobody
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody, changed by nobody
  record Addition(
      String line, Moment at, byte[] json, Company company, @Nullable Promise promise) {}

  /** Puts an event into a delivery. */
  void add(Addition entry) {
    WebhookEndpoint endpoint = queue.endpoint();
    Moment at = entry.at();
    byte[] json = entry.json();
    boolean isBatched =
        entry.company() == Company.ANY && endpoint.settings().of(WebhookSettings.BATCH_ENABLED);
    if (open != null && !(isBatched && fits(open, json))) {
      close();
    }
    Outgoing one = open;
    if (one == null) {
      one = desk.newDelivery(queue, id(entry.promise()), at);
      open = one;
      if (isBatched) {
        long until = at.nanos() + endpoint.settings().of(WebhookSettings.BATCH_TIME).toNanos();
        end = desk.timers().at(until, this::close);
      }
    }
    one.add(entry.line(), at, json);
    if (entry.promise() != null) {
      queue.promises().add(one.number(), entry.promise());
    }
    queue.raised(json.length);
    desk.commits().added(one, json.length);
    if (!isBatched || one.size() >= endpoint.settings().of(WebhookSettings.BATCH_SIZE)) {
      close();
    }
  }

  // Whoever repeats it uses the same, on whatever node.
  private UUID id(@Nullable Promise promise) {
    return promise == null
        ? UUID.randomUUID()
        : UUID.nameUUIDFromBytes(
            (promise.key() + "\n" + queue.target().endpoint()).getBytes(StandardCharsets.UTF_8));
  }

  private boolean fits(Outgoing one, byte[] json) {
    return isAllowed(one.size() + 1, one.bytes() + json.length);
  }

  /** Whether a request may be that large. */
  boolean isAllowed(int events, long bytes) {
    return WebhookWriter.longestBody(events, bytes)
        <= queue.endpoint().settings().of(WebhookSettings.MAX_BODY_BYTES);
  }

  /** The open delivery gets nothing more. */
  void close() {
    Outgoing one = open;
    open = null;
    if (end != null) {
      desk.timers().cancel(end);
      end = null;
    }
    if (one == null) {
      return;
    }
    one.close();
    if (one.isKept()) {
      queue.kept(one);
    } else if (desk.commits().isFailing()) {
      desk.touch(queue);
    }
  }

  /** Whether the delivery of that number is still open. */
  boolean isOpen(long number) {
    return open != null && open.number() == number;
  }
}
