package io.belfry.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Compared with the strict decoder of the Java runtime. */
class Utf8Test {
  // Bytes at which the rules of UTF-8 change, so that random sequences come near to text.
  private static final int[] EDGES = {
    0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC,
    0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
  };

  @Provide
  Arbitrary<byte[]> sequences() {
    return Arbitraries.of(Arrays.stream(EDGES).boxed().toList())
        .map(Integer::byteValue)
        .array(byte[].class)
        .ofMaxSize(12);
  }

  private static boolean isDecodable(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean isTextInParts(byte[] bytes, int split) {
    int begun = Utf8.check(Utf8.WHOLE, bytes, 0, split);
    return Utf8.check(begun, bytes, split, bytes.length) == Utf8.WHOLE;
  }

  @Property
  @Tag("WS-026")
  void givenTwoParts_itJudgesThemAsOneText(@ForAll("sequences") byte[] bytes) {
    for (int split = 0; split <= bytes.length; split++) {
      assertThat(isTextInParts(bytes, split)).isEqualTo(isDecodable(bytes));
    }
  }

  @Property
  @Tag("WS-026")
  void givenAnyText_itTakesTheBeginningAndTheWhole(@ForAll String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(isTextInParts(bytes, bytes.length / 2)).isTrue();
  }

  @Property
  @Tag("THR-26")
  void givenAWrongByte_itIsFoundWhereItStands(@ForAll("sequences") byte[] bytes) {
    int state = Utf8.WHOLE;
    for (int i = 0; i < bytes.length; i++) {
      state = Utf8.check(state, bytes, i, i + 1);
      assertThat(state != Utf8.BROKEN).isEqualTo(mayGoOn(Arrays.copyOf(bytes, i + 1)));
    }
  }

  // Some character has to be possible: these bytes stand for all that may follow.
  private static boolean mayGoOn(byte[] beginning) {
    if (isDecodable(beginning)) {
      return true;
    }
    for (int second : new int[] {0x80, 0x90, 0xA0, 0xBF}) {
      byte[] longer = Arrays.copyOf(beginning, beginning.length + 3);
      Arrays.fill(longer, beginning.length, longer.length, (byte) 0x80);
      longer[beginning.length] = (byte) second;
      for (int length = beginning.length + 1; length <= longer.length; length++) {
        if (isDecodable(Arrays.copyOf(longer, length))) {
          return true;
        }
      }
    }
    return false;
  }
}
