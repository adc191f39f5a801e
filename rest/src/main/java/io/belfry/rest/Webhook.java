package io.belfry.rest;

import io.belfry.protocol.webhook.WebhookBody;
import io.belfry.protocol.webhook.WebhookEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@link Pusher#webhook} found out about a request: whether it comes from the server, and then
 * what it says.
 *
 * <p>The same delivery may come more than once. {@link #deliveryId} is the same then, and what was
 * done already needs nothing but an answer of 200.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HOOK-080 to HOOK-088"
 */
public final class Webhook {
  private final Optional<Problem> problem;
  private final String reason;
  private final Optional<WebhookBody> body;
  private final Sent sent;

  private Webhook(Optional<Problem> problem, String reason, Optional<WebhookBody> body, Sent sent) {
    this.problem = problem;
    this.reason = reason;
    this.body = body;
    this.sent = sent;
  }

  /** What the head of the request says, which no signature covers. */
  record Sent(Optional<String> deliveryId, OptionalLong sequence) {}

  static Webhook valid(WebhookBody body, Sent sent) {
    return new Webhook(Optional.empty(), "", Optional.of(body), sent);
  }

  static Webhook invalid(Problem problem, String reason) {
    Sent nothing = new Sent(Optional.empty(), OptionalLong.empty());
    return new Webhook(Optional.of(problem), reason, Optional.empty(), nothing);
  }

  /** Why a request is not to be trusted. */
  public enum Problem {
    /** {@code X-Pusher-Key} or {@code X-Pusher-Signature} is missing, or is there several times. */
    HEADER_MISSING,
    /** It is signed with a key that is none of those given. */
    UNKNOWN_KEY,
    /** The body is not what was signed, or was signed with another secret. */
    WRONG_SIGNATURE,
    /** It is rightly signed and longer ago than the options allow. */
    TOO_OLD,
    /** It is rightly signed and no webhook. */
    MALFORMED
  }

  /** Whether it comes from the server. If not, answer 401 and do nothing of what it says. */
  public boolean isValid() {
    return problem.isEmpty();
  }

  /** Why it is not valid. */
  public Optional<Problem> problem() {
    return problem;
  }

  /** The same in a sentence for the log, without a secret; empty if it is valid. */
  public String reason() {
    return reason;
  }

  /**
   * What happened, in order. A type of the server is a record such as {@link
   * WebhookEvent.ChannelOccupied}; all else is an {@link WebhookEvent.Unknown}. Client events of
   * encrypted channels are deciphered, and one that cannot be is an {@link
   * WebhookEvent.Undeciphered}; without a master key they have the ciphertext.
   *
   * @throws IllegalStateException if it is not valid
   */
  public List<WebhookEvent> events() {
    return entries().stream().map(WebhookBody.Entry::event).toList();
  }

  /**
   * The same events, each with its JSON text as it came, for fields that this version does not
   * know.
   *
   * @throws IllegalStateException if it is not valid
   */
  public List<WebhookBody.Entry> entries() {
    return body().entries();
  }

  /**
   * When the earliest of the events was raised.
   *
   * @throws IllegalStateException if it is not valid
   */
  public Instant time() {
    return Instant.ofEpochMilli(body().timeMs());
  }

  /**
   * What all attempts of one delivery share, {@code X-Belfry-Delivery}, by which repeats are known;
   * empty for servers that send none. It is no part of what is signed.
   */
  public Optional<String> deliveryId() {
    return sent.deliveryId;
  }

  /**
   * Number of the request among those about the same channel or user, {@code X-Belfry-Sequence};
   * empty where there is none. It is no part of what is signed.
   */
  public OptionalLong sequence() {
    return sent.sequence;
  }

  private WebhookBody body() {
    return body.orElseThrow(
        () -> new IllegalStateException("The webhook is not valid, so it says nothing. " + reason));
  }

  /** Whether it is valid and why not, and nothing of what it says. */
  @Override
  public String toString() {
    return isValid()
        ? "Webhook[valid, " + entries().size() + " events]"
        : "Webhook[" + reason + "]";
  }
}
