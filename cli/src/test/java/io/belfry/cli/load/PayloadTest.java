package io.belfry.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
  private static ByteBuf frame(String data) {
    String text = "{\"event\":\"load\",\"channel\":\"load-1\",\"data\":\"" + data + "\"}";
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  @Property(seed = "20261125")
  void givenAnyNumbers_theyAreFoundInAFrame(
      @ForAll @IntRange int channel, @ForAll @IntRange int number, @ForAll long due) {
    Payload payload = new Payload(channel, number, due);

    assertThat(Payload.in(frame(payload.text(200)))).contains(payload);
  }

  @Property(seed = "20261125")
  void givenASize_theTextHasIt(@ForAll @IntRange(min = 64, max = 5000) int size) {
    assertThat(new Payload(24_999, 1_000_000, 1_000_000_000_000_000L).text(size)).hasSize(size);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "belfry-load:",
        "belfry-load:1:2",
        "belfry-load:1:2:3",
        "elfry-load:1"
      })
  void givenAnotherText_nothingIsFound(String data) {
    assertThat(Payload.in(frame(data))).isEmpty();
  }
}
