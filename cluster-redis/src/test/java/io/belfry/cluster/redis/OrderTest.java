package io.belfry.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.wire.Inquiry;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.ClusterMessage.Ending;
import io.belfry.server.cluster.SessionSelector;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Orders as they stand at the engine. */
class OrderTest {
  private static final Duration AGE = Duration.ofSeconds(2);
  private static final ClusterMessage.Terminate TERMINATE =
      new ClusterMessage.Terminate("1", new UserId("ü/ø"), AGE);
  private static final Inquiry INQUIRY = new Inquiry(new NodeId("0123456789abcdef", 3), 51);
  private static final byte[] BYTES = Order.bytes(TERMINATE);

  private static Order order(ClusterMessage message) {
    return new Order(message, Optional.empty());
  }

  @Test
  @Tag("CLU-050")
  void givenAnOrder_itIsReadWithItsAge() {
    assertThat(Order.read(BYTES, AGE)).contains(order(TERMINATE));
    ClusterMessage.AppsChanged changed = new ClusterMessage.AppsChanged();
    assertThat(Order.read(Order.bytes(changed), AGE)).contains(order(changed));
  }

  @Test
  @Tag("CLU-050")
  void givenAUserWithALongId_theOrderIsReadAsWell() {
    ClusterMessage.Terminate terminate =
        new ClusterMessage.Terminate("1", new UserId("u".repeat(2_000)), AGE);

    assertThat(Order.read(Order.bytes(terminate), AGE)).contains(order(terminate));
  }

  @Test
  @Tag("CLU-070")
  void givenAllSessionsOfAUser_theOrderIsThatOfEarlierVersions() {
    byte[] counted = Order.bytes(TERMINATE, Optional.of(INQUIRY));

    assertThat(BYTES).startsWith('T', 0, 1, '1', 0, 5).hasSize(11);
    assertThat(counted).startsWith(BYTES);
    assertThat(Order.read(counted, AGE)).contains(new Order(TERMINATE, Optional.of(INQUIRY)));
  }

  private static Stream<ClusterMessage.Terminate> narrowed() {
    SocketId socket = SocketId.parse("12.34").orElseThrow();
    Ending ending = new Ending(false, "Abgemeldet, \u00dc");
    return Stream.of(
            new SessionSelector.All(),
            new SessionSelector.OfSocket(socket),
            new SessionSelector.OfLogin("web-51"),
            new SessionSelector.AllButSocket(socket),
            new SessionSelector.AllButLogin(""))
        .map(
            selector -> new ClusterMessage.Terminate("1", new UserId("u7"), selector, ending, AGE));
  }

  @ParameterizedTest
  @MethodSource("narrowed")
  @Tag("USR-020")
  @Tag("CLU-070")
  void givenSomeSessionsOfAUser_anEarlierVersionLeavesTheOrderAlone(ClusterMessage.Terminate some) {
    byte[] bytes = Order.bytes(some, Optional.of(INQUIRY));

    assertThat(bytes[0]).isEqualTo((byte) 'S');
    assertThat(Order.read(bytes, AGE)).contains(new Order(some, Optional.of(INQUIRY)));
    assertThat(Order.read(Order.bytes(some), AGE)).contains(order(some));
    for (int length = 0; length < Order.bytes(some).length; length++) {
      assertThat(Order.read(Arrays.copyOf(bytes, length), AGE)).isEmpty();
    }
  }

  @Test
  @Tag("USR-020")
  @Tag("CLU-070")
  void givenASelectorOrAnEndingThatIsNotKnown_nothingEnds() {
    ClusterMessage.Terminate back =
        new ClusterMessage.Terminate(
            "1", new UserId("u7"), new SessionSelector.All(), new Ending(true, null), AGE);
    byte[] bytes = Order.bytes(back);
    byte[] selector = bytes.clone();
    selector[8] = 'x';
    byte[] ending = bytes.clone();
    ending[11] = 2;

    assertThat(Order.read(bytes, AGE)).contains(order(back));
    assertThat(Order.read(selector, AGE)).isEmpty();
    assertThat(Order.read(ending, AGE)).isEmpty();
  }

  @Test
  @Tag("CLU-070")
  void givenAnOrderWithMoreBehind_whatIsKnownCounts() {
    assertThat(Order.read(Arrays.copyOf(BYTES, BYTES.length + 9), AGE)).contains(order(TERMINATE));
  }

  @Test
  @Tag("CLU-070")
  void givenAnOrderOfAnUnknownKindOrACutOne_itIsNone() {
    byte[] other = BYTES.clone();
    other[0] = 'Z';

    assertThat(Order.read(other, AGE)).isEmpty();
    for (int length = 0; length < BYTES.length; length++) {
      assertThat(Order.read(Arrays.copyOf(BYTES, length), AGE)).isEmpty();
    }
  }

  @Test
  @Tag("CLU-070")
  @Tag("CLU-073")
  void givenBytesOfAnyKind_theyAreAnOrderOrNone() {
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = Arrays.copyOf(BYTES, random.nextInt(BYTES.length + 4));
      if (bytes.length > 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      assertThat(Order.read(bytes, AGE)).isNotNull();
    }
    assertThat(Order.read(new byte[] {'?', 1}, AGE)).isEmpty();
  }
}
