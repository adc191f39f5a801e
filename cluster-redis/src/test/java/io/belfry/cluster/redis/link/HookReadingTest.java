package io.belfry.cluster.redis.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.wire.HookEntry;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.protocol.SocketId;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.Origin;
import io.belfry.server.cluster.RaisedHook.OfCacheMiss;
import io.belfry.server.cluster.RaisedHook.OfClientEvent;
import io.belfry.server.cluster.RaisedHook.OfDecision;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Webhook events that nodes cause themselves, from the node to the stream and back. */
class HookReadingTest extends LinkScene {
  private static final String ROOM_NAME = "presence-room";

  private void haveHooks() {
    apps.facts =
        new Operation.AppFacts(
            Operation.AppFacts.Hooks.SOME, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }

  private static HookEntry entry(String kind, String name, byte[] data) {
    return new HookEntry("5-0", kind, APP, name, "", data);
  }

  @Test
  void givenAClientEvent_itComesBackAsItWas() {
    SocketId socket = SocketId.parse("1.2").orElseThrow();
    Publication said =
        new Publication(APP, ROOM.channel(), socket, Origin.CLIENT, "text".getBytes(UTF_8));

    OfClientEvent back =
        (OfClientEvent)
            HookReading.read(entry("client_event", ROOM_NAME, new Payload(said, 0).bytes()))
                .orElseThrow();
    assertThat(back.publication().channel()).isEqualTo(ROOM.channel());
    assertThat(back.publication().excluded()).isEqualTo(socket);
    assertThat(back.publication().origin()).isEqualTo(Origin.CLIENT);
    assertThat(back.publication().text()).asString(UTF_8).isEqualTo("text");
  }

  @Test
  void givenANumberOrAMiss_itIsRead() {
    assertThat(HookReading.read(entry("subscription_count", "news", "70".getBytes(UTF_8))))
        .contains(new OfDecision(new Decision.Counted(APP, NEWS.channel(), 70)));
    assertThat(HookReading.read(entry("cache_miss", "cache-prices", new byte[0])))
        .contains(new OfCacheMiss(CACHE));
  }

  @Test
  @Tag("CLU-073")
  void givenWhatIsUnknownOrBroken_itIsNone() {
    byte[] payload = new Payload(event(ROOM_NAME, Origin.CLIENT), 0).bytes();
    for (int length = 0; length <= payload[0]; length++) {
      byte[] cut = Arrays.copyOf(payload, length);
      assertThat(HookReading.read(entry("client_event", ROOM_NAME, cut))).isEmpty();
    }
    assertThat(HookReading.read(entry("client_event", "no name", payload))).isEmpty();
    assertThat(HookReading.read(entry("subscription_count", "news", "x".getBytes(UTF_8))))
        .isEmpty();
    assertThat(HookReading.read(entry("of_tomorrow", "news", payload))).isEmpty();
  }

  @Test
  @Tag("CLU-022")
  @Tag("CLU-060")
  void givenAClientEvent_itAndItsWebhookAreOneThingToSay() {
    haveHooks();
    link();
    publish(event(ROOM_NAME, Origin.CLIENT));
    assertThat(operations(0)).singleElement().isInstanceOf(Operation.PublishAndRaise.class);
    lose();
    comeBack();
    welcome(0, 0);

    assertThat(operations(1)).isEmpty();
  }

  @Test
  void givenNoWebhooksOrTheApplication_nothingIsRaised() {
    link();
    publish(event(ROOM_NAME, Origin.CLIENT));
    haveHooks();
    publish(event("news", Origin.APPLICATION));

    assertThat(List.of(operations(0), operations(1)))
        .allSatisfy(all -> assertThat(all).last().isInstanceOf(Operation.Publish.class));
  }

  @Test
  void givenACacheMiss_itIsRaised() {
    link();
    truth.missed(CACHE);
    clock.settle();
    assertThat(engine.steps).isEmpty();
    haveHooks();
    truth.missed(CACHE);
    clock.settle();

    assertThat(operations(0)).endsWith(new Operation.RaiseMiss(CACHE));
  }
}
