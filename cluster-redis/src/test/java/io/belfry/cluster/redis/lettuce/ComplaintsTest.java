package io.belfry.cluster.redis.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.config.EngineAddress;
import io.belfry.server.config.EngineAddress.HostAndPort;
import org.junit.jupiter.api.Test;

class ComplaintsTest {
  private final Complaints complaints = new Complaints(EngineAddress.of("redis://127.0.0.1"));

  private boolean says(String words) {
    return complaints.of(new IllegalStateException(words));
  }

  @Test
  void givenReasonsThatTakeTurns_eachIsToldOnceUntilTheEngineCanBeUsed() {
    assertThat(says("out of memory")).isTrue();
    assertThat(says("closed")).isTrue();
    assertThat(says("out of memory")).isFalse();
    assertThat(says("closed")).isFalse();

    complaints.areOver(new HostAndPort("127.0.0.1", 6379));

    assertThat(says("closed")).isTrue();
  }

  @Test
  void givenReasonsWithoutAnEnd_someAreTold() {
    for (int i = 0; i < Complaints.MOST; i++) {
      assertThat(says("reason " + i)).isTrue();
    }

    assertThat(says("one more")).isFalse();
  }
}
