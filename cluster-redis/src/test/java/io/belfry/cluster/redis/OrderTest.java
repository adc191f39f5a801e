package io.belfry.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterMessage;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Orders as they stand at the engine. */
class OrderTest {
  private static final Duration AGE = Duration.ofSeconds(2);
  private static final ClusterMessage.Terminate TERMINATE =
      new ClusterMessage.Terminate("1", new UserId("ü/ø"), AGE);
  private static final byte[] BYTES = Order.bytes(TERMINATE);

  @Test
  @Tag("CLU-050")
  void givenAnOrder_itIsReadWithItsAge() {
    assertThat(Order.read(BYTES, AGE)).contains(TERMINATE);
    ClusterMessage.AppsChanged changed = new ClusterMessage.AppsChanged();
    assertThat(Order.read(Order.bytes(changed), AGE)).contains(changed);
  }

  @Test
  @Tag("CLU-070")
  void givenAnOrderWithMoreBehind_whatIsKnownCounts() {
    assertThat(Order.read(Arrays.copyOf(BYTES, BYTES.length + 9), AGE)).contains(TERMINATE);
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
