package io.belfry.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What is piped into a command: text in UTF-8, of bounded length.
 *
 * <p>Thread: confined to its caller.
 */
final class StandardInput {
  /** Longest text, or line, in bytes. */
  static final int MOST_BYTES = 4 << 20;

  private final InputStream in;

  StandardInput(InputStream in) {
    this.in = in;
  }

  /** That of the process. */
  static StandardInput ofProcess() {
    return new StandardInput(new java.io.BufferedInputStream(System.in));
  }

  /** All of it, without line ends behind it. */
  String all() throws IOException {
    byte[] bytes = in.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw tooLong("Standard input");
    }
    return text(bytes).replaceFirst("[\r\n]+$", "");
  }

  /** The next line; empty behind the last. */
  Optional<String> line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return Optional.empty();
    }
    while (next >= 0 && next != '\n') {
      if (line.size() == MOST_BYTES) {
        throw tooLong("A line of standard input");
      }
      line.write(next);
      next = in.read();
    }
    return Optional.of(text(line.toByteArray()));
  }

  private static String text(byte[] bytes) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("Standard input is no text in UTF-8. Send UTF-8.", e);
    }
  }

  private static IOException tooLong(String what) {
    return new IOException(what + " is longer than " + (MOST_BYTES >> 20) + " MiB. Send less.");
  }
}
