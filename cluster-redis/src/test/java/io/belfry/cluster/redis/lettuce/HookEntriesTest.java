package io.belfry.cluster.redis.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineKind;
import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.OnEngine;
import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.cluster.redis.wire.BeatCall;
import io.belfry.cluster.redis.wire.BeatCall.Willingness;
import io.belfry.cluster.redis.wire.HookEntry;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.Operation.AppFacts;
import io.belfry.cluster.redis.wire.PartitionEngine.Removal;
import io.belfry.cluster.redis.wire.StreamId;
import io.belfry.protocol.ChannelName;
import io.belfry.server.cluster.Subject;
import io.belfry.server.config.EngineAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Webhook events in the stream of a real engine. */
@OnEngine
class HookEntriesTest {
  private static final AppFacts FACTS =
      new AppFacts(AppFacts.Hooks.SOME, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  private static final Subject.OfChannel NEWS =
      new Subject.OfChannel("1", ChannelName.parse("news").orElseThrow());

  private final EngineProcess process;
  private final Places places;
  private final EngineScene a;
  private final EngineScene b;

  HookEntriesTest(EngineKind kind) {
    process = kind.start();
    places = new Places(EngineSettings.of(EngineAddress.of(process.url())), new Layout("test", 4));
    a = new EngineScene(places, 1, 10).linked();
    b = new EngineScene(places, 1, 11).linked();
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
    places.close();
    process.close();
  }

  private static boolean isSender(EngineScene node, Willingness willingness) {
    BeatAnswer answer =
        node.ask(() -> node.engine.beat(new BeatCall(node.me, EngineScene.LEASE, willingness)));
    return ((BeatAnswer.Alive) answer).isSender();
  }

  private List<HookEntry> after(String id, int most) {
    return b.ask(() -> b.engine.hooksAfter(id, most));
  }

  private static Removal remove(EngineScene node, HookEntry entry) {
    return node.ask(() -> node.engine.hooksSent(node.me, List.of(entry.id())));
  }

  private void raiseTwo() {
    a.step(
        new Operation.Describe("1", FACTS),
        new Operation.HoldChannel(NEWS, 1, Operation.Telling.QUIET),
        new Operation.RaiseMiss(NEWS));
  }

  @Test
  void givenEvents_theyAreReadInTheirOrder() {
    raiseTwo();
    List<HookEntry> all = after(StreamId.BEFORE_ALL.toString(), 10);

    assertThat(all).extracting(HookEntry::kind).containsExactly("channel_occupied", "cache_miss");
    assertThat(all).extracting(HookEntry::name).containsExactly("news", "news");
    assertThat(all).extracting(HookEntry::appId).containsOnly("1");
    assertThat(all.get(0).millis()).isPositive();
    assertThat(after(StreamId.BEFORE_ALL.toString(), 1)).extracting(HookEntry::id).hasSize(1);
    assertThat(after(all.get(0).id(), 10))
        .extracting(HookEntry::kind)
        .containsExactly("cache_miss");
  }

  @Test
  @Tag("CLU-061")
  void givenEventsThatAreSent_onlyTheirSenderTakesThemOut() {
    raiseTwo();
    HookEntry first = after(StreamId.BEFORE_ALL.toString(), 1).get(0);

    assertThat(remove(a, first)).isEqualTo(Removal.NOT_SENDER);
    assertThat(isSender(a, Willingness.WILLING)).isTrue();
    assertThat(isSender(b, Willingness.WILLING)).isFalse();
    assertThat(remove(b, first)).isEqualTo(Removal.NOT_SENDER);
    assertThat(after(StreamId.BEFORE_ALL.toString(), 10)).hasSize(2);
    assertThat(remove(a, first)).isEqualTo(Removal.REMOVED);
    assertThat(remove(a, first)).isEqualTo(Removal.REMOVED);
    assertThat(after(StreamId.BEFORE_ALL.toString(), 10))
        .extracting(HookEntry::kind)
        .containsOnly("cache_miss");
    assertThat(isSender(a, Willingness.UNWILLING)).isFalse();
    assertThat(isSender(b, Willingness.WILLING)).isTrue();
    assertThat(remove(a, after(StreamId.BEFORE_ALL.toString(), 1).get(0)))
        .isEqualTo(Removal.NOT_SENDER);
  }
}
