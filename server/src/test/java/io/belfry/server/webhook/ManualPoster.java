package io.belfry.server.webhook;

import io.belfry.protocol.webhook.WebhookBody;
import io.belfry.protocol.webhook.WebhookEvent;
import io.belfry.protocol.webhook.WebhookReader;
import io.belfry.server.webhook.post.Poster;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A receiver that answers as it is told: at once, or when the test says so. */
final class ManualPoster implements Poster {
  private static final Pattern TIME = Pattern.compile("^\\{\"time_ms\":(\\d+),");

  final List<Attempt> attempts = new ArrayList<>();
  final List<Pending> pending = new ArrayList<>();
  private Function<Attempt, Cause> verdict = attempt -> Cause.DELIVERED;
  private boolean isHolding;

  /** A request that has no answer. */
  record Pending(Attempt attempt, CompletableFuture<Outcome> answer) {
    void answer(Outcome outcome) {
      answer.complete(outcome);
    }
  }

  @Override
  public CompletionStage<Outcome> post(Attempt attempt) {
    attempts.add(attempt);
    if (isHolding) {
      Pending held = new Pending(attempt, new CompletableFuture<>());
      pending.add(held);
      return held.answer();
    }
    return CompletableFuture.completedStage(Outcome.of(verdict.apply(attempt)));
  }

  /** Answers each request so from now on. */
  void answering(Cause cause) {
    answering(attempt -> cause);
  }

  void answering(Function<Attempt, Cause> answer) {
    isHolding = false;
    verdict = answer;
  }

  /** Answers nothing from now on. */
  void holding() {
    isHolding = true;
  }

  /** Answers the oldest that has no answer. */
  void answerNext(Outcome outcome) {
    pending.remove(0).answer(outcome);
  }

  void answerNext(Cause cause) {
    answerNext(Outcome.of(cause));
  }

  /** Nobody waits for answers any more. */
  void forget() {
    pending.clear();
  }

  /** Forgets what came until now. */
  void clear() {
    attempts.clear();
  }

  /** All that was said, event for event, such as {@code member_added presence-a 7}. */
  List<String> said() {
    return attempts.stream().flatMap(attempt -> said(attempt).stream()).toList();
  }

  /** What one request says. */
  static List<String> said(Attempt attempt) {
    return WebhookReader.read(attempt.body()).body().orElseThrow().entries().stream()
        .map(WebhookBody.Entry::event)
        .map(ManualPoster::word)
        .toList();
  }

  private static String word(WebhookEvent event) {
    return event.name()
        + event.channel().map(channel -> " " + channel).orElse("")
        + event.user().map(user -> " " + user).orElse("")
        + (event instanceof WebhookEvent.SubscriptionCount count
            ? " " + count.subscriptions()
            : "");
  }

  static String text(Attempt attempt) {
    return new String(attempt.body(), StandardCharsets.UTF_8);
  }

  static long timeMs(Attempt attempt) {
    Matcher time = TIME.matcher(text(attempt));
    if (!time.find()) {
      throw new AssertionError(text(attempt));
    }
    return Long.parseLong(time.group(1));
  }

  @Override
  public void close() {}
}
