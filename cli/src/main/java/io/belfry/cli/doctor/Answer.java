package io.belfry.cli.doctor;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The head of an answer, read with bounds from whatever answers there.
 *
 * <p>Thread: immutable.
 *
 * @param status of HTTP
 * @param headers by lower-case name
 */
record Answer(int status, Map<String, String> headers) {
  private static final int MOST_BYTES = 32 << 10;
  // A time-out of the socket begins anew with each byte.
  private static final long LONGEST_NANOS = Duration.ofSeconds(5).toNanos();

  /** What answers does not speak HTTP. */
  static final class NotHttp extends IOException {
    @java.io.Serial private static final long serialVersionUID = 1;

    NotHttp(String sentence) {
      super(sentence);
    }
  }

  static Answer read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int ends = 0;
    long start = System.nanoTime();
    while (ends < 2) {
      if (System.nanoTime() - start > LONGEST_NANOS) {
        throw new SocketTimeoutException("its answer comes too slowly");
      }
      int next = in.read();
      if (next < 0) {
        throw head.size() == 0
            ? new EOFException("it closed without an answer")
            : new NotHttp("it closed in the middle of its answer");
      }
      if (head.size() == MOST_BYTES) {
        throw new NotHttp("its answer has a head without an end");
      }
      head.write(next);
      ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
    }
    return parse(head.toString(StandardCharsets.ISO_8859_1));
  }

  private static Answer parse(String head) throws NotHttp {
    String[] lines = head.split("\r?\n", -1);
    if (!lines[0].matches("HTTP/1\\.[01] \\d{3}.*")) {
      throw new NotHttp(
          head.charAt(0) == 0x15 ? "it speaks TLS" : "its answer is not that of HTTP/1.1");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.putIfAbsent(
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).strip());
      }
    }
    return new Answer(Integer.parseInt(lines[0].substring(9, 12)), headers);
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }
}
