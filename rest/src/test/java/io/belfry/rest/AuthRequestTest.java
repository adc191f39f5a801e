package io.belfry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthRequestTest {
  @Test
  @Tag("HTTP-170")
  void givenAFormOfAClient_itsFieldsAreRead() {
    AuthRequest request =
        AuthRequest.parse("socket_id=1.2&channel_name=private-a%3D%40%2C.%3B&csrf=a+b%2B&x=");

    assertThat(request.socketId()).isEqualTo("1.2");
    assertThat(request.requiredChannelName()).isEqualTo("private-a=@,.;");
    assertThat(request.parameter("csrf")).contains("a b+");
    assertThat(request.parameter("x")).contains("");
    assertThat(request.parameter("y")).isEmpty();
    assertThat(request.callback()).isEmpty();
  }

  @Test
  @Tag("HTTP-170")
  void givenAFormAboutAUser_itHasNoChannel() {
    AuthRequest request = AuthRequest.parse("socket_id=1.2");

    assertThat(request.channelName()).isEmpty();
    assertThatThrownBy(request::requiredChannelName)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("channel_name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "socket_id",
        "socket_id=",
        "channel_name=private-a",
        "{\"socket_id\":\"1.2\"}",
        "socket_id=%",
        "socket_id=%zz",
        "socket_id=1.2&socket_id=3.4",
        "socket_id=1.2&channel_name=private-a&channel%5fname=private-b"
      })
  @Tag("HTTP-170")
  void givenAFormWithoutOneSocketId_itIsRefused(String form) {
    assertThatThrownBy(() -> AuthRequest.parse(form)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Tag("HTTP-170")
  void givenAHugeForm_itIsRefusedAndNotCut() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      many.append("p").append(i).append("=&");
    }

    assertThatThrownBy(() -> AuthRequest.parse(many + "socket_id=1.2"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AuthRequest.parse("socket_id=1.2&x=" + "x".repeat(64 << 10)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Tag("HTTP-163")
  void givenFurtherParameters_theyAreNotShown() {
    assertThat(AuthRequest.parse("socket_id=1.2&channel_name=private-a&session=hidden"))
        .hasToString("AuthRequest[1.2, private-a]");
  }

  @Property(seed = "20261124")
  void givenAnyValue_itReadsBack(@ForAll @NotEmpty String value) {
    String whole = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    String form = "x=1&socket_id=" + URLEncoder.encode(whole, StandardCharsets.UTF_8);

    assertThat(AuthRequest.parse(form).socketId()).isEqualTo(whole);
  }

  @Property(seed = "20261124", tries = 3000)
  void givenAnyText_itIsReadOrRefused(@ForAll String text) {
    for (String form : new String[] {text, "socket_id=1.2&" + text}) {
      try {
        assertThat(AuthRequest.parse(form).socketId()).isNotEmpty();
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith("The ");
      }
    }
  }
}
