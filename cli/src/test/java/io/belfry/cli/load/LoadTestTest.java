package io.belfry.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.sign.Secret;
import io.belfry.testkit.HttpEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The load test against a real server that keeps its promises, or goes away. */
class LoadTestTest {
  private static final int CONNECTIONS = 10;

  private static LoadReport run(LoadedServer server, LoadPlan plan) throws Exception {
    return run(server.target(), plan);
  }

  private static LoadReport run(Target target, LoadPlan plan) throws Exception {
    try (LoadTest test = new LoadTest(target, plan)) {
      return test.run(progress -> {});
    }
  }

  private static LoadReport watched(
      LoadedServer server, Function<LoadTest, Consumer<Progress>> watcher) throws Exception {
    LoadPlan endless = LoadedServer.churning(CONNECTIONS, 1, Integer.MAX_VALUE);
    try (LoadTest test = new LoadTest(server.target(), endless)) {
      return test.run(watcher.apply(test));
    }
  }

  private static Target withSecret(LoadedServer server, String secret) {
    return server.target(new Target.AppAccess("1", "app-key", Secret.of(secret)));
  }

  @ParameterizedTest
  @EnumSource(names = {"PUBLIC", "PRIVATE", "PRESENCE"})
  void givenAKindOfChannel_everyEventReachesEverySubscriberOnce(ChannelKind kind) throws Exception {
    try (LoadedServer server = LoadedServer.start("")) {
      LoadReport report = run(server, LoadedServer.signedIn(CONNECTIONS, kind));

      assertThat(report.isClean()).as(report.toString()).isTrue();
      assertThat(report.of(Count.SIGNED_IN)).isEqualTo(CONNECTIONS);
      assertThat(report.of(Count.SUBSCRIBED)).isEqualTo(CONNECTIONS);
      assertThat(report.of(Count.PUBLISHED)).isEqualTo(100);
      assertThat(report.of(Count.DELIVERED)).isEqualTo(500);
      assertThat(report.laps().values())
          .allSatisfy(latency -> assertThat(latency.max()).isPositive());
    }
  }

  @Test
  void givenComingAndGoing_allAreReplacedAndNothingIsLost() throws Exception {
    try (LoadedServer server = LoadedServer.start("")) {
      LoadReport report = run(server, LoadedServer.churning(CONNECTIONS, 200, 150));

      assertThat(report.isClean()).as(report.toString()).isTrue();
      assertThat(report.of(Count.OPENED)).isEqualTo(150);
      assertThat(report.of(Count.LEFT)).isEqualTo(150);
      assertThat(report.of(Count.DELIVERED)).isPositive();
    }
  }

  @Test
  void givenAServerThatDrains_theTestEndsAndSaysWhy() throws Exception {
    try (LoadedServer server = LoadedServer.start("")) {
      LoadReport report =
          watched(
              server,
              test ->
                  progress -> {
                    if (progress.delivered() > 0) {
                      server.drain();
                    }
                  });

      assertThat(report.isClean()).isFalse();
      assertThat(report.of(Count.DROPPED)).isPositive();
      // The last to go was closed with the others, or was just coming and found nobody at home.
      assertThat(report.stop().orElseThrow())
          .containsPattern("No connection is left: (4200 Generic|4100 Going down)");
    }
  }

  @Test
  void givenAnEarlyEnd_whatWasFoundIsReportedAndNothingIsLost() throws Exception {
    try (LoadedServer server = LoadedServer.start("")) {
      LoadReport report = watched(server, test -> progress -> test.finish());

      assertThat(report.isClean()).as(report.toString()).isTrue();
      assertThat(report.of(Count.LEFT)).isEqualTo(report.of(Count.OPENED));
      assertThat(report.of(Count.DELIVERED)).isPositive();
    }
  }

  @Test
  void givenMoreThanCanBeSent_itIsCountedAndNotCalledLost() throws Exception {
    try (LoadedServer server = LoadedServer.start("")) {
      LoadReport report = run(server, LoadedServer.plan(2, 100_000));

      assertThat(report.isClean()).isFalse();
      assertThat(report.of(Count.UNSENT)).isPositive();
      assertThat(report.of(Count.LOST)).isZero();
      assertThat(report.of(Count.DELIVERED)).isEqualTo(report.of(Count.PUBLISHED));
    }
  }

  @Test
  void givenAPublishThatIsRefusedForNow_itIsCountedAndTheTestGoesOn() throws Exception {
    try (LoadedServer server = LoadedServer.start("backend_events_per_second: 5")) {
      LoadReport report = run(server, LoadedServer.plan(2, 50));

      assertThat(report.stop()).isEmpty();
      assertThat(report.of(Count.PUBLISHED)).isPositive();
      assertThat(report.of(Count.REFUSED)).isPositive();
      assertThat(report.of(Count.LOST)).isZero();
      assertThat(report.errors())
          .containsEntry("HTTP 429 rate_limited", report.of(Count.REFUSED))
          .hasSize(1);
    }
  }

  @Test
  void givenAQuota_whoIsTurnedAwayIsCountedWithTheReason() throws Exception {
    try (LoadedServer server = LoadedServer.start("max_connections: 6")) {
      LoadReport report = run(server, LoadedServer.plan(CONNECTIONS, 20));

      assertThat(report.isClean()).isFalse();
      assertThat(report.of(Count.OPENED)).isEqualTo(6);
      assertThat(report.of(Count.FAILED)).isEqualTo(4);
      assertThat(report.errors())
          .containsOnlyKeys("failed: 4004 Application is over connection quota");
    }
  }

  @Test
  void givenAWrongKey_itEndsAtOnceWithWhatTheServerSays() throws Exception {
    Target.AppAccess other = new Target.AppAccess("1", "other-key", Secret.of("secret"));
    try (LoadedServer server = LoadedServer.start("")) {
      assertThatThrownBy(() -> run(server.target(other), LoadedServer.plan(2, 1)))
          .isInstanceOf(LoadFailure.class)
          .hasMessageContainingAll("4001", "check --key");
    }
  }

  @Test
  void givenAWrongSecret_theSigninTells() throws Exception {
    try (LoadedServer server = LoadedServer.start("")) {
      assertThatThrownBy(
              () -> run(withSecret(server, "wrong"), LoadedServer.signedIn(2, ChannelKind.PUBLIC)))
          .isInstanceOf(LoadFailure.class)
          .hasMessageContainingAll("4009", "secret");
    }
  }

  @Test
  void givenAWrongSecretAndNobodySignsIn_theFirstPublishTells() throws Exception {
    try (LoadedServer server = LoadedServer.start("")) {
      LoadReport report = run(withSecret(server, "wrong"), LoadedServer.plan(2, 10));

      assertThat(report.stop().orElseThrow()).contains("HTTP 401", "secret");
      assertThat(report.of(Count.LOST)).isZero();
    }
  }

  @Test
  void givenNoServer_itEndsAtOnce() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertThatThrownBy(
            () ->
                run(
                    new Target("127.0.0.1", port, port, LoadedServer.APP, Target.Visit.PLAIN),
                    LoadedServer.plan(2, 1)))
        .isInstanceOf(LoadFailure.class)
        .hasMessageContaining("Cannot connect to 127.0.0.1:" + port + ": Connection refused.");
  }

  @Test
  void givenAnotherServer_itsStatusIsTold() {
    try (HttpEndpoint other =
        HttpEndpoint.start(request -> new HttpEndpoint.Answer(404, "Nothing here."))) {
      int port = URI.create(other.url()).getPort();

      assertThatThrownBy(
              () ->
                  run(
                      new Target("127.0.0.1", port, port, LoadedServer.APP, Target.Visit.PLAIN),
                      LoadedServer.plan(2, 1)))
          .isInstanceOf(LoadFailure.class)
          .hasMessageContaining("upgrade refused with 404 Not Found");
    }
  }
}
