package io.belfry.protocol.webhook;

import java.util.List;

/**
 * What a request says.
 *
 * <p>Thread: immutable.
 *
 * @param timeMs when the earliest of its events was raised, in Unix milliseconds
 * @param entries its events, in order
 * @see "rule HOOK-004"
 */
public record WebhookBody(long timeMs, List<Entry> entries) {
  /** Takes a copy. */
  public WebhookBody {
    entries = List.copyOf(entries);
  }

  /**
   * An event and its text.
   *
   * @param event what was understood
   * @param json the object as it came, with whatever else stands in it
   */
  public record Entry(WebhookEvent event, String json) {}
}
