package io.belfry.server.fallback;

import io.belfry.server.http.Response;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;

/**
 * How an answer carries lines.
 *
 * <p>Thread: immutable.
 */
sealed interface Framing {
  /** One answer that goes on and on. */
  record Streaming() implements Framing {
    @Override
    public byte[] take(Backlog backlog, StreamRoom room) {
      return backlog.takeAll(room);
    }

    @Override
    public byte[] wrapped(byte[] lines) {
      return lines;
    }
  }

  /** One answer for what there is; the client asks again. */
  record Polling() implements Framing {
    @Override
    public byte[] take(Backlog backlog, StreamRoom room) {
      return backlog.takeAll(room);
    }

    @Override
    public byte[] wrapped(byte[] lines) {
      return lines;
    }
  }

  /**
   * Polling by script elements: one line an answer, as the argument of a call.
   *
   * @param callback name of the function, already checked
   */
  record Jsonp(String callback) implements Framing {
    @Override
    public byte[] take(Backlog backlog, StreamRoom room) {
      return wrapped(backlog.takeLine());
    }

    @Override
    public byte[] wrapped(byte[] line) {
      // The comment keeps the answer from beginning with bytes of the caller's choice.
      ByteArrayOutputStream call = new ByteArrayOutputStream(line.length * 2 + 64);
      call.writeBytes(StreamFraming.ascii("/**/" + callback + "("));
      call.writeBytes(StreamFraming.quoted(Arrays.copyOf(line, line.length - 1)));
      call.writeBytes(StreamFraming.ascii(");\r\n"));
      return call.toByteArray();
    }
  }

  /** Takes as much as one write of this kind carries, in its clothes. */
  byte[] take(Backlog backlog, StreamRoom room);

  /** A line, or for {@code xhr} several, in the clothes of this kind. */
  byte[] wrapped(byte[] lines);

  /** An answer that no cache keeps and no proxy holds back or changes. */
  static Response response(byte[] body) {
    return new Response(
        200,
        "application/javascript; charset=UTF-8",
        Map.of(
            "Cache-Control",
            "no-store, no-transform",
            "X-Accel-Buffering",
            "no",
            "X-Content-Type-Options",
            "nosniff"),
        body);
  }
}
