package io.belfry.protocol.sign;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.SocketId;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StringToSignTest {
  private static final SocketId SOCKET = new SocketId("1.2");

  @Property(seed = "20261124")
  void givenAnyUserData_noSubscriptionHasTheSameText(@ForAll String userData) {
    String signin = StringToSign.signin(SOCKET, userData);
    String asChannel = signin.substring("1.2:".length());

    assertThat(ChannelName.parse(asChannel)).isEmpty();
    assertThat(ChannelName.parse(asChannel.substring(0, asChannel.indexOf(':')))).isEmpty();
  }

  @Test
  @Tag("WS-055")
  void givenEmptyChannelData_itIsPartOfTheTextAndAbsentDataIsNot() {
    ChannelName channel = new ChannelName("private-a", ChannelKind.PRIVATE);

    assertThat(StringToSign.subscription(SOCKET, channel, "")).isEqualTo("1.2:private-a:");
    assertThat(StringToSign.subscription(SOCKET, channel, null)).isEqualTo("1.2:private-a");
  }

  @Test
  void givenParametersInAnyOrder_theyAreSortedByNameAndKeepTheirOrderWithinOne() {
    assertThat(
            StringToSign.request(
                "GET",
                "/apps/3/channels",
                List.of(
                    Map.entry("b", "2"),
                    Map.entry("a[]", "y"),
                    Map.entry("a[]", "x"),
                    Map.entry("Z", "&="))))
        .isEqualTo("GET\n/apps/3/channels\nZ=&=&a[]=y&a[]=x&b=2");
  }
}
