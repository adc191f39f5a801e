package io.belfry.cluster.redis.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.wire.Operation;
import io.belfry.protocol.SocketId;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.Origin;
import io.belfry.server.cluster.RaisedHook.Happened;
import io.belfry.server.cluster.RaisedHook.OfCacheMiss;
import io.belfry.server.cluster.RaisedHook.OfClientEvent;
import io.belfry.server.cluster.Report;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Webhook events that a node raises itself. */
class RaisedEventTest extends LinkScene {
  private static final String ROOM_NAME = "presence-room";

  private void haveHooks() {
    apps.facts =
        new Operation.AppFacts(
            Operation.AppFacts.Hooks.SOME, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }

  private static Optional<Happened> parsed(Operation operation) {
    return RaisedEvent.parse(APP, ((Operation.Raise) operation).event());
  }

  @Test
  void givenAClientEvent_itComesBackAsItWas() {
    SocketId socket = SocketId.parse("1.2").orElseThrow();
    Publication said =
        new Publication(APP, ROOM.channel(), socket, Origin.CLIENT, "text".getBytes(UTF_8));

    Publication back =
        ((OfClientEvent) RaisedEvent.parse(APP, RaisedEvent.of(said)).orElseThrow()).publication();
    assertThat(back.channel()).isEqualTo(ROOM.channel());
    assertThat(back.excluded()).isEqualTo(socket);
    assertThat(back.origin()).isEqualTo(Origin.CLIENT);
    assertThat(back.text()).asString(UTF_8).isEqualTo("text");
  }

  @Test
  void givenACacheMiss_itComesBackEvenWithMoreBehindIt() {
    byte[] miss = RaisedEvent.ofMiss(CACHE);

    assertThat(RaisedEvent.parse(APP, miss)).contains(new OfCacheMiss(CACHE));
    assertThat(RaisedEvent.parse(APP, Arrays.copyOf(miss, miss.length + 5)))
        .contains(new OfCacheMiss(CACHE));
  }

  @Test
  void givenWhatIsUnknownOrBroken_itIsNone() {
    byte[] miss = RaisedEvent.ofMiss(CACHE);
    for (int length = 0; length < miss.length; length++) {
      byte[] cut = Arrays.copyOf(miss, length);
      assertThat(RaisedEvent.parse(APP, cut)).isNotEqualTo(Optional.of(new OfCacheMiss(CACHE)));
    }
    miss[0] = 99;
    assertThat(RaisedEvent.parse(APP, miss)).isEmpty();
  }

  @Test
  @Tag("CLU-060")
  void givenAClientEvent_itsWebhookIsRaisedInTheSameCall() {
    haveHooks();
    link();
    for (int i = 0; i < 62; i++) {
      truth.tell(new Report.FirstIn(channel("news-" + i), NODE));
    }
    publish(event(ROOM_NAME, Origin.CLIENT));

    assertThat(engine.steps).hasSize(2);
    assertThat(operations(0)).hasSize(63);
    assertThat(operations(1)).hasSize(2);
    assertThat(parsed(operations(1).get(0))).containsInstanceOf(OfClientEvent.class);
    assertThat(operations(1).get(1)).isInstanceOf(Operation.Publish.class);
  }

  @Test
  @Tag("CLU-022")
  void givenAClientEventWhoseCallWasNotDone_neitherItNorItsWebhookIsSaidAgain() {
    haveHooks();
    link();
    publish(event(ROOM_NAME, Origin.CLIENT));
    assertThat(operations(0)).hasSize(2);
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
        .allSatisfy(all -> assertThat(all).singleElement().isInstanceOf(Operation.Publish.class));
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

    assertThat(operations(0)).hasSize(1);
    assertThat(parsed(operations(0).get(0))).contains(new OfCacheMiss(CACHE));
  }
}
