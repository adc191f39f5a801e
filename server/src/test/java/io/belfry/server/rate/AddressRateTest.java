package io.belfry.server.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.ManualClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AddressRateTest {
  private final ManualClock clock = new ManualClock();
  private final AddressRate rate = new AddressRate(1, clock::nanoTime);

  private static InetAddress address(int... bytes) {
    byte[] raw = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      raw[i] = (byte) bytes[i];
    }
    try {
      return InetAddress.getByAddress(raw);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static InetAddress numbered(int i) {
    return address(10, i >> 16, i >> 8, i);
  }

  @Test
  @Tag("LIM-012")
  void givenTwoAddresses_oneDoesNotSlowTheOther() {
    assertThat(rate.waitSeconds(address(1, 2, 3, 4))).isEmpty();
    assertThat(rate.waitSeconds(address(1, 2, 3, 4))).isEqualTo(Optional.of(1L));
    assertThat(rate.waitSeconds(address(1, 2, 3, 5))).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(rate.waitSeconds(address(1, 2, 3, 4))).isEmpty();
  }

  @Test
  @Tag("LIM-012")
  void givenTwoAddressesOfOneIpv6Network_theyAreOne() {
    assertThat(rate.waitSeconds(address(32, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1)))
        .isEmpty();
    assertThat(rate.waitSeconds(address(32, 1, 0, 0, 0, 0, 0, 1, 9, 9, 9, 9, 9, 9, 9, 9)))
        .isPresent();
    assertThat(rate.waitSeconds(address(32, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1)))
        .isEmpty();
  }

  @Test
  @Tag("LIM-018")
  void givenAFloodOfAddresses_theTableIsBoundedAndTheFloodIsSlowedAsOne() {
    for (int i = 0; i < 65_536; i++) {
      assertThat(rate.waitSeconds(numbered(i))).isEmpty();
    }
    assertThat(rate.waitSeconds(numbered(70_000))).isEmpty();
    assertThat(rate.waitSeconds(numbered(70_001))).isPresent();
    assertThat(rate.size()).isEqualTo(65_536);
    clock.advance(Duration.ofSeconds(2));
    assertThat(rate.waitSeconds(numbered(70_001))).isEmpty();
    assertThat(rate.size()).isEqualTo(1);
  }
}
