package io.belfry.junit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads along what a server writes to a client: a head of HTTP, and after an upgrade the text
 * messages. Whatever is no WebSocket is passed over.
 *
 * <p>Thread: confined to that which carries the bytes.
 */
final class FrameTap {
  private static final int TEXT = 1;
  private static final int FINAL_PLAIN_TEXT = 0x80 | TEXT;
  private static final int MOST_HEAD = 64 << 10;
  private static final int TWO_BYTES_FOLLOW = 126;
  private static final int EIGHT_BYTES_FOLLOW = 127;

  private final Consumer<String> texts;
  private final StringBuilder head = new StringBuilder();
  private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
  private Step step = Step.HEAD;
  private int first;
  private int lengthBytes;
  private long left;

  private enum Step {
    HEAD,
    FIRST_BYTE,
    LENGTH,
    LONG_LENGTH,
    PAYLOAD,
    BLIND
  }

  FrameTap(Consumer<String> texts) {
    this.texts = texts;
  }

  void read(byte[] bytes, int length) {
    for (int i = 0; i < length && step != Step.BLIND; i++) {
      read(bytes[i]);
    }
  }

  private void read(byte octet) {
    switch (step) {
      case HEAD -> head(octet);
      case FIRST_BYTE -> {
        first = Byte.toUnsignedInt(octet);
        step = Step.LENGTH;
      }
      case LENGTH -> length(Byte.toUnsignedInt(octet));
      case LONG_LENGTH -> {
        left = left << 8 | Byte.toUnsignedInt(octet);
        lengthBytes--;
        if (lengthBytes == 0) {
          begin();
        }
      }
      case PAYLOAD -> {
        payload.write(octet);
        left--;
        if (left == 0) {
          end();
        }
      }
      case BLIND -> {}
    }
  }

  private void head(byte octet) {
    head.append((char) octet);
    if (head.length() > MOST_HEAD) {
      step = Step.BLIND;
    } else if (octet == '\n' && head.indexOf("\r\n\r\n") >= 0) {
      step = head.indexOf("HTTP/1.1 101") == 0 ? Step.FIRST_BYTE : Step.BLIND;
      head.setLength(0);
    }
  }

  private void length(int octet) {
    left = 0;
    lengthBytes =
        switch (octet) {
          case TWO_BYTES_FOLLOW -> 2;
          case EIGHT_BYTES_FOLLOW -> 8;
          default -> 0;
        };
    if (lengthBytes > 0) {
      step = Step.LONG_LENGTH;
    } else {
      left = octet;
      begin();
    }
  }

  private void begin() {
    payload.reset();
    step = Step.PAYLOAD;
    if (left == 0) {
      end();
    }
  }

  private void end() {
    step = Step.FIRST_BYTE;
    if (first == FINAL_PLAIN_TEXT) {
      texts.accept(payload.toString(StandardCharsets.UTF_8));
    }
  }
}
