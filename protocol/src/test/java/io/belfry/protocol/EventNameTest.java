package io.belfry.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventNameTest {
  @Property(seed = "20261124")
  void givenAnyRest_thePrefixDecides(@ForAll String rest) {
    assertThat(EventName.isReserved("pusher:" + rest)).isTrue();
    assertThat(EventName.isReserved("pusher_internal:" + rest)).isTrue();
    assertThat(EventName.isClientEvent("client-" + rest)).isTrue();
    assertThat(EventName.isReserved("client-" + rest)).isFalse();
    assertThat(EventName.isClientEvent("pusher:" + rest)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "pusher", "Pusher:x", " pusher:x", "pusher_internal", "xpusher:x"})
  void givenAnotherName_itIsTheApplications(String name) {
    assertThat(EventName.isReserved(name)).isFalse();
    assertThat(EventName.isClientEvent(name)).isFalse();
  }
}
