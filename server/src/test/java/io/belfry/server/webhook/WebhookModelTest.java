package io.belfry.server.webhook;

import static io.belfry.server.webhook.ManualWebhooks.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.WebhookSettings;
import io.belfry.server.webhook.post.Poster.Attempt;
import io.belfry.server.webhook.post.Poster.Cause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/**
 * Comings and goings, client events, crashes, restarts, full disks and a receiver that fails now
 * and then, at random, against a model that is a set: who is there. The receiver believes what it
 * is told, and a repeat only once.
 */
class WebhookModelTest {
  private static final int CHANNELS = 4;
  private static final Pattern BETWEEN = Pattern.compile("\\},\\{");
  private static final Pattern DATA = Pattern.compile("\"data\":\"(\\d+)\"");

  /** What happens next. */
  record Step(What what, int number) {}

  enum What {
    TOGGLE,
    TOGGLE_MEMBER,
    SAY,
    MOMENT,
    SECONDS,
    MINUTE,
    KILL,
    RESTART,
    FILL_DISK,
    FREE_DISK,
    RECEIVER_FAILS,
    RECEIVER_FLAPS,
    RECEIVER_WORKS
  }

  /** What the receiver has, and what is true. */
  private static final class Model {
    private final ManualWebhooks webhooks;
    private final SplittableRandom random = new SplittableRandom(4);
    private final Set<String> there = new HashSet<>();
    private final Map<UUID, Attempt> arrived = new LinkedHashMap<>();
    private final Map<UUID, List<String>> seen = new LinkedHashMap<>();
    private double share = 1;
    private int said;

    Model(boolean isBatched) {
      webhooks =
          ManualWebhooks.of(
              endpoint("a")
                  .set(WebhookSettings.BATCH_ENABLED, isBatched)
                  .set(WebhookSettings.RETRY_WINDOW, Duration.ofDays(7))
                  .set(WebhookSettings.QUEUE_EVENTS, 1_000)
                  .build());
      webhooks.receiver.answering(this::answer);
    }

    private Cause answer(Attempt attempt) {
      List<String> says = ManualPoster.said(attempt);
      assertThat(seen.computeIfAbsent(attempt.delivery(), unused -> says)).isEqualTo(says);
      if (random.nextDouble() >= share) {
        // Half of what fails has arrived all the same.
        if (random.nextBoolean()) {
          arrived.putIfAbsent(attempt.delivery(), attempt);
        }
        return Cause.TIMED_OUT;
      }
      arrived.putIfAbsent(attempt.delivery(), attempt);
      return Cause.DELIVERED;
    }

    void carryOut(Step step) {
      String channel = "presence-" + step.number;
      switch (step.what) {
        case TOGGLE -> toggle(channel);
        case TOGGLE_MEMBER -> toggleMember(channel);
        case SAY -> webhooks.said(channel, String.valueOf(said++), "7");
        case MOMENT -> webhooks.pass(Duration.ofMillis(40));
        case SECONDS -> webhooks.pass(Duration.ofSeconds(1 + 2L * step.number));
        case MINUTE -> webhooks.pass(Duration.ofMinutes(1));
        case KILL -> {
          promise();
          webhooks.kill();
          there.clear();
        }
        case RESTART -> {
          promise();
          webhooks.restart();
          there.clear();
        }
        case FILL_DISK -> webhooks.disk.isFull = true;
        case FREE_DISK -> webhooks.disk.isFull = false;
        case RECEIVER_FAILS -> share = 0;
        case RECEIVER_FLAPS -> share = 0.4;
        case RECEIVER_WORKS -> share = 1;
      }
    }

    /** Nothing is promised that could not be kept. */
    private void promise() {
      webhooks.disk.isFull = false;
      webhooks.pass(Duration.ofMillis(1_100));
    }

    private void toggle(String channel) {
      if (there.remove(channel)) {
        if (there.remove(channel + " 7")) {
          webhooks.memberRemoved(channel, "7");
        }
        webhooks.vacated(channel);
      } else {
        there.add(channel);
        webhooks.occupied(channel);
      }
    }

    private void toggleMember(String channel) {
      if (there.remove(channel + " 7")) {
        webhooks.memberRemoved(channel, "7");
      } else if (there.contains(channel)) {
        there.add(channel + " 7");
        webhooks.memberAdded(channel, "7");
      }
    }

    void finish() throws IOException {
      webhooks.disk.isFull = false;
      share = 1;
      webhooks.pass(Duration.ofHours(2));
      assertThat(webhooks.queue("a").events()).isZero();
      assertThat(webhooks.disk.letters()).isEmpty();
    }

    List<String> believed() {
      List<String> all = new ArrayList<>();
      arrived.values().forEach(attempt -> all.addAll(ManualPoster.said(attempt)));
      return all;
    }

    List<Integer> heard(String channel) {
      List<Integer> all = new ArrayList<>();
      for (Attempt attempt : arrived.values()) {
        for (String part : BETWEEN.splitAsStream(ManualPoster.text(attempt)).toList()) {
          Matcher data = DATA.matcher(part);
          if (part.contains("\"" + channel + "\"") && data.find()) {
            all.add(Integer.valueOf(data.group(1)));
          }
        }
      }
      return all;
    }
  }

  @Property(tries = 150, seed = "20261128")
  @Tag("HOOK-042")
  @Tag("HOOK-046")
  @Tag("HOOK-052")
  @Tag("HOOK-068")
  @Tag("HOOK-072")
  void givenAnyFaults_nothingIsLostNothingIsDoubledAndTheOrderIsKept(
      @ForAll @Size(max = 60) List<@From("steps") Step> steps, @ForAll boolean isBatched)
      throws IOException {
    Model model = new Model(isBatched);
    steps.forEach(model::carryOut);
    model.finish();

    int heard = 0;
    for (int number = 0; number < CHANNELS; number++) {
      String channel = "presence-" + number;
      List<Integer> said = model.heard(channel);
      heard += said.size();
      assertThat(said).isSorted().doesNotHaveDuplicates();
      assertAlternate(model, "channel_occupied " + channel, "channel_vacated " + channel, channel);
      assertAlternate(
          model,
          "member_added " + channel + " 7",
          "member_removed " + channel + " 7",
          channel + " 7");
    }
    assertThat(heard).isEqualTo(model.said);
  }

  private static void assertAlternate(Model model, String begin, String end, String who) {
    boolean isThere = false;
    for (String event : model.believed()) {
      if (event.equals(begin) || event.equals(end)) {
        assertThat(event).isEqualTo(isThere ? end : begin);
        isThere = !isThere;
      }
    }
    assertThat(isThere).as(who).isEqualTo(model.there.contains(who));
  }

  @Provide
  Arbitrary<Step> steps() {
    Arbitrary<What> what =
        Arbitraries.frequency(
            Tuple.of(6, What.TOGGLE),
            Tuple.of(4, What.TOGGLE_MEMBER),
            Tuple.of(5, What.SAY),
            Tuple.of(3, What.MOMENT),
            Tuple.of(4, What.SECONDS),
            Tuple.of(1, What.MINUTE),
            Tuple.of(2, What.KILL),
            Tuple.of(1, What.RESTART),
            Tuple.of(2, What.FILL_DISK),
            Tuple.of(2, What.FREE_DISK),
            Tuple.of(2, What.RECEIVER_FAILS),
            Tuple.of(2, What.RECEIVER_FLAPS),
            Tuple.of(3, What.RECEIVER_WORKS));
    return Combinators.combine(what, Arbitraries.integers().between(0, CHANNELS - 1)).as(Step::new);
  }
}
