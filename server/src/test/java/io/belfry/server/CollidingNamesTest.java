package io.belfry.server;

import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;
import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Report.Holder;
import io.belfry.server.cluster.Subject;
import io.belfry.server.truth.Keeper;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Names that an attacker has chosen so that all have one hash code. */
@Tag("nodes")
class CollidingNamesTest {
  private static final int NAMES = 20_000;
  private static final Holder HOLDER = new Holder("this", 0);
  private static final Duration BOUND = Duration.ofSeconds(3);

  /** Every 0 and 1 of the number is a pair of letters whose sum is the same. */
  private static String colliding(int number) {
    return Integer.toBinaryString(0x10000 | number).replace("0", "Aa").replace("1", "BB");
  }

  private static Duration spentOn(Function<String, Report> report) {
    Keeper keeper = new Keeper();
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (int i = 0; i < NAMES; i++) {
      keeper.apply(report.apply(colliding(i)));
    }
    assertThat(keeper.size()).isEqualTo(NAMES);
    return Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);
  }

  @Test
  @Tag("THR-28")
  void givenNamesWithOneHashCode_theyAreFoundAsFastAsOthers() {
    assertThat(IntStream.range(0, NAMES).map(i -> colliding(i).hashCode()).distinct().count())
        .isEqualTo(1);
    assertThat(
            spentOn(
                name -> {
                  ChannelName channel = ChannelName.parse(name).orElseThrow();
                  return new Report.FirstIn(new Subject.OfChannel("1", channel), HOLDER);
                }))
        .isLessThan(BOUND);
    assertThat(
            spentOn(name -> new Report.FirstIn(new Subject.OfUser("1", new UserId(name)), HOLDER)))
        .isLessThan(BOUND);
  }

  @Test
  @Tag("THR-28")
  @Tag("THR-39")
  void givenAThousandChannelsWithOneHashCode_theyAreSubscribedLikeOthers() {
    try (TestServer server = TestServer.start("limits: {messages_per_second: -1}")) {
      TestConnection connection = server.connect();
      for (int i = 0; i < 1000; i++) {
        connection.subscribe(colliding(i));
        assertThat(connection.next()).isEqualTo(succeeded(colliding(i)));
      }
      server.publish("{\"name\":\"e\",\"channel\":\"" + colliding(999) + "\",\"data\":\"x\"}");
      assertThat(connection.next()).contains(colliding(999));
    }
  }

  @Test
  @Tag("THR-28")
  void givenABodyOfTwentyThousandKeysWithOneHashCode_itIsAnsweredLikeAnyOther() {
    StringBuilder body = new StringBuilder("{\"name\":\"e\",\"channel\":\"a\",\"data\":\"x\"");
    for (int i = 0; i < 20_000; i++) {
      body.append(",\"").append(colliding(i)).append("\":1");
    }
    try (TestServer server = TestServer.start("limits: {max_request_bytes: 4194304}")) {
      server.publish(body.append('}').toString());
    }
  }
}
