package io.belfry.server.net;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request head has to keep beyond what Netty's decoder insists on: those are the gaps
 * through which requests are smuggled past a proxy.
 *
 * <p>Thread: stateless.
 *
 * @see "rules HTTP-012, THR-24"
 */
final class HeadRules {
  static final int MAX_REQUEST_LINE_BYTES = 8 << 10;
  static final int MAX_HEAD_BYTES = 16 << 10;
  private static final int MAX_FIELDS = 100;
  private static final int MAX_LENGTH_DIGITS = 18;

  /**
   * A head that is not taken; its connection ends after the answer.
   *
   * @param status HTTP status
   * @param reason stable word of the error object
   * @param sentence what happened and what was expected
   */
  record Violation(int status, String reason, String sentence) {}

  private HeadRules() {}

  /** What is wrong with the head; empty when it may pass. */
  static Optional<Violation> check(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return Optional.of(undecodable(request.decoderResult().cause()));
    }
    if (request.protocolVersion().majorVersion() != 1) {
      return Optional.of(new Violation(400, "request_malformed", "Expected HTTP/1.1."));
    }
    HttpHeaders headers = request.headers();
    if (headers.size() > MAX_FIELDS) {
      return Optional.of(
          new Violation(431, "headers_too_large", "More than " + MAX_FIELDS + " header fields."));
    }
    String sentence = new Framing(headers).problem(request.protocolVersion());
    return sentence == null
        ? Optional.empty()
        : Optional.of(new Violation(400, "request_malformed", sentence));
  }

  /** The fields that say where a request goes and where it ends, found in one pass. */
  private static final class Framing {
    private int hosts;
    private int codings;
    private int lengths;
    private CharSequence host = "";
    private CharSequence coding = "";
    private CharSequence length = "";

    Framing(HttpHeaders headers) {
      for (Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
          all.hasNext(); ) {
        Map.Entry<CharSequence, CharSequence> field = all.next();
        CharSequence name = field.getKey();
        if (HttpHeaderNames.HOST.contentEqualsIgnoreCase(name)) {
          hosts++;
          host = field.getValue();
        } else if (HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name)) {
          codings++;
          coding = field.getValue();
        } else if (HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
          lengths++;
          length = field.getValue();
        }
      }
    }

    @Nullable String problem(HttpVersion version) {
      if (hosts > 1
          || (hosts == 0 && version.equals(HttpVersion.HTTP_1_1))
          || AsciiString.indexOf(host, ' ', 0) >= 0
          || AsciiString.indexOf(host, ',', 0) >= 0) {
        return "Expected exactly one Host field.";
      }
      if (codings > 0 && lengths > 0) {
        return "Content-Length and Transfer-Encoding exclude each other.";
      }
      if (codings > 1
          || (codings == 1 && !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding))) {
        return "The only transfer coding understood is chunked.";
      }
      if (lengths > 1 || (lengths == 1 && !isLength(length))) {
        return "Content-Length has to be one decimal number.";
      }
      return null;
    }
  }

  private static boolean isLength(CharSequence text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH_DIGITS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static Violation undecodable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return new Violation(414, "request_line_too_long", "The request line is longer than 8 KiB.");
    }
    if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
      return new Violation(431, "headers_too_large", "The request head is larger than 16 KiB.");
    }
    return new Violation(400, "request_malformed", "This is not a well-formed HTTP/1.1 request.");
  }
}
