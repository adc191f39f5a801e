package io.belfry.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelKind;
import io.belfry.testkit.Frame;
import io.belfry.testkit.HttpEndpoint;
import io.belfry.testkit.ScriptedServer;
import io.belfry.testkit.ServerSide;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The load test against a server that does not keep its promises. */
class LyingServerTest {
  private static final int PATIENCE_SECONDS = 30;
  private static final Pattern SUBSCRIPTION = Pattern.compile("\"channel\":\"([^\"]+)\"");
  private static final Pattern DATA = Pattern.compile("\"data\":\"([^\"]+)\"");
  private static final LoadPlan ONE_CONNECTION =
      new LoadPlan(
          new LoadPlan.Crowd(1, 1000, 0),
          new LoadPlan.Churn(0, 0),
          new LoadPlan.Traffic(ChannelKind.PUBLIC, 1, 5, 100),
          Duration.ofSeconds(1));

  private final ScriptedServer sockets = ScriptedServer.start();
  private final HttpEndpoint api =
      HttpEndpoint.start(request -> new HttpEndpoint.Answer(200, "{}"));
  private final CompletableFuture<LoadReport> report = new CompletableFuture<>();

  @AfterEach
  void close() {
    sockets.close();
    api.close();
  }

  private ServerSide subscriber() {
    Target target =
        new Target(
            "127.0.0.1",
            sockets.port(),
            URI.create(api.url()).getPort(),
            LoadedServer.APP,
            Target.Visit.PLAIN);
    Thread.ofVirtual()
        .start(
            () -> {
              try (LoadTest test = new LoadTest(target, ONE_CONNECTION)) {
                report.complete(test.run(progress -> {}));
              } catch (LoadFailure | InterruptedException | RuntimeException e) {
                report.completeExceptionally(e);
              }
            });
    ServerSide side = sockets.accept();
    side.greet("1.2", 120);
    String channel = first(SUBSCRIPTION, side.next());
    side.send(
        "{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\""
            + channel
            + "\",\"data\":\"{}\"}");
    return side;
  }

  private String published() {
    return first(DATA, api.next().body());
  }

  private static String first(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    assertThat(found.find()).as(text).isTrue();
    return found.group(1);
  }

  private static void deliver(ServerSide side, String... payloads) {
    for (String data : payloads) {
      side.send("{\"event\":\"load\",\"channel\":\"load\",\"data\":\"" + data + "\"}");
    }
  }

  // Delivers what else is published, until the client leaves.
  private LoadReport finish(ServerSide side, int published) throws Exception {
    for (int i = published; i < 5; i++) {
      deliver(side, published());
    }
    assertThat(side.nextFrame().opcode()).isEqualTo(Frame.CLOSE);
    side.sendClose(1000, "");
    side.close();
    return result();
  }

  private LoadReport result() throws Exception {
    return report.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void givenAnEventThatNeverComes_itIsLost() throws Exception {
    ServerSide side = subscriber();
    published();

    LoadReport found = finish(side, 1);

    assertThat(found.of(Count.LOST)).isEqualTo(1);
    assertThat(found.of(Count.DELIVERED)).isEqualTo(4);
    assertThat(found.isClean()).isFalse();
  }

  @Test
  void givenAnEventThatComesTwice_itIsDoubled() throws Exception {
    ServerSide side = subscriber();
    String event = published();
    deliver(side, event, event);

    LoadReport found = finish(side, 1);

    assertThat(found.of(Count.DUPLICATED)).isEqualTo(1);
    assertThat(found.of(Count.DELIVERED)).isEqualTo(5);
    assertThat(found.of(Count.LOST)).isZero();
    assertThat(found.isClean()).isFalse();
  }

  @Test
  void givenTwoEventsInTheWrongOrder_oneIsOutOfOrderAndNoneIsLost() throws Exception {
    ServerSide side = subscriber();
    String first = published();
    String second = published();
    deliver(side, second, first);

    LoadReport found = finish(side, 2);

    assertThat(found.of(Count.OUT_OF_ORDER)).isEqualTo(1);
    assertThat(found.of(Count.DELIVERED)).isEqualTo(5);
    assertThat(found.of(Count.LOST)).isZero();
    assertThat(found.isClean()).isFalse();
  }

  @Test
  void givenAnEventThatNobodyPublished_itIsAnError() throws Exception {
    ServerSide side = subscriber();
    deliver(side, "belfry-load:0:99:1:x", "belfry-load:7:0:1:x", "belfry-load:0:-1:1:x");

    LoadReport found = finish(side, 0);

    assertThat(found.errors()).isEqualTo(Map.of("message that was never sent", 3L));
    assertThat(found.of(Count.DELIVERED)).isEqualTo(5);
  }

  @Test
  void givenAServerThatEndsWithoutAnAnswerToTheClose_theConnectionIsDropped() throws Exception {
    ServerSide side = subscriber();
    for (int i = 0; i < 5; i++) {
      deliver(side, published());
    }
    assertThat(side.nextFrame().opcode()).isEqualTo(Frame.CLOSE);
    side.close();

    assertThat(result().of(Count.LEFT)).isZero();
    assertThat(result().of(Count.DROPPED)).isEqualTo(1);
  }

  @Test
  void givenACloseCode_theReportHasItWithoutWhatWouldSteerATerminal() throws Exception {
    ServerSide side = subscriber();
    published();
    side.sendClose(4200, "go \u001b[2J\u0007away");
    side.close();

    LoadReport found = result();

    assertThat(found.of(Count.DROPPED)).isEqualTo(1);
    assertThat(found.stop().orElseThrow()).contains("No connection is left: 4200 go  [2J away.");
    assertThat(List.copyOf(found.errors().keySet())).containsExactly("dropped: 4200 go  [2J away");
  }
}
