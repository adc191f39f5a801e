package io.belfry.server.net;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
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
    return Optional.ofNullable(
            hasBadHost(request) ? "Expected exactly one Host field." : framing(headers))
        .map(sentence -> new Violation(400, "request_malformed", sentence));
  }

  private static boolean hasBadHost(HttpRequest request) {
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    return hosts.size() > 1
        || (hosts.isEmpty() && request.protocolVersion().equals(HttpVersion.HTTP_1_1))
        || hosts.stream().anyMatch(host -> host.indexOf(' ') >= 0 || host.indexOf(',') >= 0);
  }

  private static @Nullable String framing(HttpHeaders headers) {
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
    if (!codings.isEmpty() && !lengths.isEmpty()) {
      return "Content-Length and Transfer-Encoding exclude each other.";
    }
    if (codings.size() > 1
        || (codings.size() == 1 && !"chunked".equalsIgnoreCase(codings.get(0)))) {
      return "The only transfer coding understood is chunked.";
    }
    if (lengths.size() > 1 || (lengths.size() == 1 && !isLength(lengths.get(0)))) {
      return "Content-Length has to be one decimal number.";
    }
    return null;
  }

  private static boolean isLength(String text) {
    return !text.isEmpty()
        && text.length() <= 18
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
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
