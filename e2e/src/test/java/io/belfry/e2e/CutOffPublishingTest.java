package io.belfry.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.Waiting;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of publishing at a node that is cut off, by {@code publish_when_cut_off}. */
class CutOffPublishingTest {
  private static final int CHANNELS = 8;
  private static final String NAME = "presence-cut-";
  private static final String BATCH = "{\"batch\":[%s,%s]}";
  private static final String EVENT =
      "{\"name\":\"%s\",\"channel\":\"presence-cut-%d\",\"data\":\"d\"}";

  private final EngineProcess engine = EngineProcess.start();
  private final EngineWire wire = EngineWire.to(engine.port());
  private final List<Guest> guests = new ArrayList<>();
  private @Nullable NodesHere nodes;

  @AfterEach
  void end() {
    guests.forEach(Guest::close);
    nodes().close();
    wire.close();
    engine.close();
  }

  private NodesHere nodes() {
    return requireNonNull(nodes);
  }

  private void begin(String setting) {
    ClusterFile file = ClusterFile.without().and("publish_when_cut_off: " + setting);
    nodes = new NodesHere(file, List.of(engine.url(), wire.url()));
    for (int node = 0; node < 2; node++) {
      for (int i = 0; i < CHANNELS; i++) {
        guests.add(Guest.comes(nodes().node(node).port(), NAME + i, "at-" + node));
      }
    }
    Waiting.until("all are seen", () -> guests.stream().allMatch(it -> it.members().size() == 2));
    wire.cut();
    nodes().node(1).awaitCutOff();
    assertThat(wire.held()).isPositive();
  }

  private List<Guest> at(int node) {
    return guests.subList(node * CHANNELS, (node + 1) * CHANNELS);
  }

  private HttpResponse<String> withKey(String event) {
    String body = EVENT.formatted(event, 0);
    return nodes()
        .node(1)
        .post("/events", body.replace("}", ",\"idempotency_key\":\"" + event + "\"}"));
  }

  private static void isRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.body()).contains("cluster_unavailable");
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    assertThat(answer.headers().firstValue("Belfry-Degraded")).isEmpty();
  }

  /** What everybody of a node hears, the last event included. */
  private static void hear(List<Guest> those, List<String> first, List<String> others) {
    for (Guest each : those) {
      List<String> expected = new ArrayList<>(each.channel().equals(NAME + 0) ? first : others);
      expected.add("last");
      Waiting.until(each + " hears the last", () -> each.events().contains("last"));
      assertThat(each.events()).as(each.toString()).isEqualTo(expected);
      assertThat(each.complaints()).isEmpty();
    }
  }

  /** The wire is mended; what is published then is heard by all, and behind all else. */
  private void mend() {
    wire.mend();
    nodes().node(1).awaitLinked();
    nodes().node(1).awaitReady();
    for (int i = 0; i < CHANNELS; i++) {
      String channel = NAME + i;
      Waiting.until(
          "it is published again",
          () -> {
            HttpResponse<String> answer = nodes().node(1).publish(channel, "last");
            assertThat(answer.headers().firstValue("Belfry-Degraded")).isEmpty();
            return answer.statusCode() == 200;
          });
    }
  }

  @Test
  @Tag("CLU-042")
  void givenANodeThatPublishesForItself_itsOwnHearItWhileItIsCutOffAndItSaysSo() {
    begin("local");
    for (int i = 0; i < CHANNELS; i++) {
      HttpResponse<String> answer = nodes().node(1).publish(NAME + i, "here");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Belfry-Degraded")).contains("cluster");
    }
    HttpResponse<String> batch =
        nodes()
            .node(1)
            .post(
                "/batch_events",
                BATCH.formatted(EVENT.formatted("one", 0), EVENT.formatted("two", 0)));
    assertThat(batch.statusCode()).as(batch.body()).isEqualTo(200);
    assertThat(batch.headers().firstValue("Belfry-Degraded")).contains("cluster");
    isRefused(withKey("keyed"));
    HttpResponse<String> elsewhere = nodes().node(0).publish(NAME + 0, "elsewhere");
    assertThat(elsewhere.statusCode()).isEqualTo(200);
    assertThat(elsewhere.headers().firstValue("Belfry-Degraded")).isEmpty();
    Waiting.until(
        "its own hear it while it is cut off",
        () -> at(1).stream().allMatch(each -> each.events().contains("here")));

    mend();
    hear(at(1), List.of("here", "one", "two"), List.of("here"));
    hear(at(0), List.of("elsewhere"), List.of());
  }

  @Test
  @Tag("CLU-042")
  void givenANodeThatRefuses_nobodyHearsItThenOrLater() {
    begin("refuse");
    IntStream.range(0, CHANNELS)
        .forEach(i -> isRefused(nodes().node(1).publish(NAME + i, "refused")));
    isRefused(
        nodes()
            .node(1)
            .post(
                "/batch_events",
                BATCH.formatted(EVENT.formatted("one", 0), EVENT.formatted("two", 1))));
    isRefused(withKey("keyed"));

    mend();
    hear(at(1), List.of(), List.of());
    hear(at(0), List.of(), List.of());
  }
}
