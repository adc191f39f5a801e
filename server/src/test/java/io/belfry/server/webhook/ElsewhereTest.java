package io.belfry.server.webhook;

import static io.belfry.server.webhook.ManualWebhooks.app;
import static io.belfry.server.webhook.ManualWebhooks.channel;
import static io.belfry.server.webhook.ManualWebhooks.endpoint;
import static io.belfry.server.webhook.ManualWebhooks.now;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.EventData;
import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.NamedEvent;
import io.belfry.server.cluster.RaisedHook;
import io.belfry.server.cluster.RaisedHook.Happened;
import io.belfry.server.cluster.Subject;
import io.belfry.server.webhook.post.Poster.Attempt;
import io.belfry.server.webhook.post.Poster.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Events that were raised elsewhere, once for many nodes, and are sent by this one. */
class ElsewhereTest {
  private static final String APP = ManualWebhooks.APP;
  private static final long AT = 1_700_000_000_000L;
  private static final UserId ADA = new UserId("ada");

  private final ManualWebhooks webhooks = ManualWebhooks.of(endpoint("a").build());
  private final ManualPoster receiver = webhooks.receiver;

  private static RaisedHook hook(String key, Happened what) {
    return new RaisedHook(key, AT, what);
  }

  private static RaisedHook occupied(String key, String name) {
    return hook(key, new RaisedHook.OfDecision(new Decision.Occupied(APP, channel(name))));
  }

  private static Happened decided(Decision decision) {
    return new RaisedHook.OfDecision(decision);
  }

  private static List<UUID> ids(ManualWebhooks of) {
    return of.receiver.attempts.stream().map(Attempt::delivery).toList();
  }

  @Test
  @Tag("HOOK-053")
  void givenAnEventForOneEndpoint_itAloneHasIt() {
    ManualWebhooks two = ManualWebhooks.of(endpoint("a").build(), endpoint("b").build());
    RaisedHook hook = occupied("k", "room");
    String second = endpoint("b").build().id();
    two.raised(new RaisedHook(hook.key(), AT, hook.what(), Optional.of(second)));
    two.settle();

    assertThat(two.receiver.attempts)
        .extracting(attempt -> attempt.endpoint().id())
        .containsExactly(second);
  }

  @Test
  @Tag("CLU-061")
  void givenAnEvent_itIsSentAtOnceAndWhoHandedItOverHearsWhenItArrived() {
    receiver.holding();
    CompletionStage<Set<String>> sent = webhooks.raised(occupied("k", "room"));
    webhooks.settle();
    assertThat(receiver.said()).containsExactly("channel_occupied room");
    assertThat(receiver.attempts.get(0).sequence()).isEmpty();
    assertThat(sent.toCompletableFuture()).isNotDone();

    receiver.answerNext(Cause.SERVER_ERROR);
    webhooks.pass(Duration.ofSeconds(2));
    assertThat(sent.toCompletableFuture()).isNotDone();
    receiver.answerNext(Cause.DELIVERED);
    webhooks.settle();

    assertThat(now(sent)).isEmpty();
  }

  @Test
  @Tag("CLU-061")
  void givenTheSameEventOnAnotherNode_itsDeliveriesHaveTheSameIds() {
    ManualWebhooks two = ManualWebhooks.of(endpoint("a").build(), endpoint("b").build());
    two.raised(occupied("k", "room"));
    two.settle();
    List<UUID> first = ids(two);
    two.kill();
    two.receiver.clear();
    two.raised(occupied("k", "room"));
    two.raised(occupied("l", "hall"));
    two.settle();

    assertThat(first).hasSize(2).doesNotHaveDuplicates();
    assertThat(ids(two)).hasSize(4).doesNotHaveDuplicates().containsAll(first);
  }

  @Test
  @Tag("CLU-061")
  void givenSeveralEndpoints_itIsOverWhenEachHasItOrHasGivenItUp() {
    ManualWebhooks two = ManualWebhooks.of(endpoint("a").build(), endpoint("b").build());
    two.receiver.answering(
        attempt ->
            attempt.endpoint().url().getHost().startsWith("a") ? Cause.DELIVERED : Cause.GONE);
    CompletionStage<Set<String>> sent = two.raised(occupied("k", "room"));
    two.settle();

    assertThat(now(sent)).singleElement().asString().startsWith("b.example");
  }

  @Test
  @Tag("CLU-061")
  void givenAnEndpointThatDoesNotAnswer_itIsGivenUpInTheEnd() {
    receiver.answering(Cause.SERVER_ERROR);
    CompletionStage<Set<String>> sent = webhooks.raised(occupied("k", "room"));
    webhooks.pass(Duration.ofMinutes(4));
    assertThat(sent.toCompletableFuture()).isNotDone();
    webhooks.pass(Duration.ofMinutes(4));

    assertThat(now(sent)).hasSize(1);
  }

  @Test
  @Tag("CLU-060")
  void givenEachKindOfEvent_itIsToldAsIfItHadHappenedHereWithoutAnyDelay() {
    ManualWebhooks webhooks = ManualWebhooks.of(endpoint("a").types(Type.values()).build());
    ManualPoster receiver = webhooks.receiver;
    ChannelName room = channel("presence-room");
    List<Happened> all =
        List.of(
            decided(new Decision.Occupied(APP, room)),
            decided(new Decision.MemberAdded(APP, room, new Member(ADA, null))),
            decided(new Decision.MemberRemoved(APP, room, ADA)),
            decided(new Decision.Vacated(APP, room)),
            decided(new Decision.Online(APP, ADA)),
            decided(new Decision.Offline(APP, ADA)),
            decided(new Decision.Counted(APP, channel("news"), 3)),
            new RaisedHook.OfCacheMiss(new Subject.OfChannel(APP, channel("cache-x"))),
            new RaisedHook.OfClientEvent(said()));
    all.forEach(what -> webhooks.raised(hook(what.toString(), what)));
    webhooks.settle();

    assertThat(receiver.said())
        .containsExactlyInAnyOrder(
            "channel_occupied presence-room",
            "member_added presence-room ada",
            "member_removed presence-room ada",
            "channel_vacated presence-room",
            "user_online ada",
            "user_offline ada",
            "subscription_count news 3",
            "cache_miss cache-x",
            "client_event private-x")
        .containsSubsequence(
            "channel_occupied presence-room",
            "member_added presence-room ada",
            "member_removed presence-room ada",
            "channel_vacated presence-room")
        .containsSubsequence("user_online ada", "user_offline ada");
    assertThat(receiver.attempts).allMatch(one -> ManualPoster.timeMs(one) == AT);
  }

  private static Publication said() {
    NamedEvent event = NamedEvent.ofClient("client-note", EventData.of("1"), null);
    return Publication.of(APP, channel("private-x"), event, SocketId.parse("12.34").orElseThrow());
  }

  @Test
  @Tag("CLU-061")
  void givenABatch_itsEventsAreOverTogether() {
    ManualWebhooks batched =
        ManualWebhooks.of(
            endpoint("a")
                .set(WebhookSettings.BATCH_ENABLED, true)
                .set(WebhookSettings.BATCH_SIZE, 2)
                .build());
    batched.receiver.holding();
    CompletionStage<Set<String>> one = batched.raised(occupied("k", "one"));
    CompletionStage<Set<String>> two = batched.raised(occupied("l", "two"));
    batched.settle();
    assertThat(batched.receiver.attempts).hasSize(1);
    batched.receiver.answerNext(Cause.DELIVERED);
    batched.settle();

    assertThat(now(one)).isEmpty();
    assertThat(now(two)).isEmpty();
  }

  @Test
  @Tag("CLU-061")
  void givenNobodyWhoWantsIt_itIsOverAtOnceUnlessAppsAreMissing() {
    ManualWebhooks other = ManualWebhooks.of(endpoint("a").types(Type.CACHE_MISS).build());
    CompletionStage<Set<String>> unwanted = other.raised(occupied("k", "room"));
    Happened ofOther = decided(new Decision.Occupied("2", channel("room")));
    CompletionStage<Set<String>> unknown = other.raised(hook("l", ofOther));
    other.settle();
    assertThat(other.receiver.attempts).isEmpty();
    assertThat(now(unwanted)).isEmpty();
    assertThat(now(unknown)).isEmpty();

    other.refusedDefinitions = 1;
    CompletionStage<Set<String>> missing = other.raised(hook("m", ofOther));
    other.settle();
    assertThat(missing.toCompletableFuture())
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(NotAccepted.class);
  }

  @Test
  @Tag("CLU-061")
  void givenAnEndpointThatIsTakenAway_nothingWaitsForItAnyMore() {
    receiver.holding();
    CompletionStage<Set<String>> first = webhooks.raised(occupied("k", "room"));
    CompletionStage<Set<String>> second = webhooks.raised(occupied("l", "room"));
    webhooks.settle();
    webhooks.replaceApps(app(APP));
    webhooks.settle();
    assertThat(first.toCompletableFuture()).isNotDone();
    receiver.answerNext(Cause.DELIVERED);
    webhooks.settle();

    assertThat(now(first)).isEmpty();
    assertThat(now(second)).hasSize(1);
    assertThat(receiver.attempts).hasSize(1);
  }
}
