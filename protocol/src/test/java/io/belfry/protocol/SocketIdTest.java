package io.belfry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketIdTest {
  @Property(seed = "20261124")
  void givenTwoNumbers_itIsASocketIdThatReadsBack(
      @ForAll @LongRange(min = 1, max = (1L << 53) - 1) long first,
      @ForAll @LongRange(min = 1, max = (1L << 53) - 1) long second) {
    SocketId id = SocketId.of(first, second);

    assertThat(SocketId.parse(id.text())).contains(id);
    assertThat(id.text()).matches("[0-9]{1,20}\\.[0-9]{1,20}");
  }

  @Property(seed = "20261124", tries = 5000)
  void givenAnyText_itIsASocketIdExactlyIfTheGrammarSaysSo(@ForAll String text) {
    assertThat(SocketId.isWellFormed(text)).isEqualTo(text.matches("[0-9]{1,20}\\.[0-9]{1,20}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "1",
        "1.",
        ".1",
        "1.2.3",
        "1.2\n",
        "\n1.2",
        "1.2 ",
        "-1.2",
        "+1.2",
        "1,2",
        "١.٢",
        "１.２",
        "1.2:private-a",
        "123456789012345678901.1",
        "1.123456789012345678901",
        "POST\n/apps/1/events\n"
      })
  @Tag("THR-01")
  void givenATextThatIsNotWhollyTwoNumbers_itIsNoSocketId(String text) {
    assertThat(SocketId.parse(text)).isEmpty();
    assertThatThrownBy(() -> new SocketId(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Expected two numbers")
        .hasMessageNotContaining("\n");
  }
}
