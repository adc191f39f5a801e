package io.belfry.server.net;

import io.belfry.server.http.AllowedMethods;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request head has to keep beyond what Netty's decoder insists on: those are the gaps
 * through which requests are smuggled past a proxy.
 *
 * <p>Thread: stateless.
 *
 * @see "rules HTTP-012, HTTP-201, HTTP-204, THR-24"
 */
final class HeadRules {
  static final int MAX_REQUEST_LINE_BYTES = 8 << 10;
  static final int MAX_HEAD_BYTES = 16 << 10;
  static final int MAX_FIELDS = 100;
  private static final int MAX_LENGTH_DIGITS = 18;

  private HeadRules() {}

  /**
   * What is wrong with the head, so that its connection ends after the answer; empty when it may
   * pass.
   */
  static Optional<ApiError> check(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return Optional.of(undecodable(request.decoderResult().cause()));
    }
    HttpHeaders headers = request.headers();
    BodyLength framing = new BodyLength(headers);
    String sentence = framing.problem(request.protocolVersion());
    return sentence == null
        ? framing.notImplemented(request)
        : Optional.of(ApiReason.REQUEST_MALFORMED.saying(sentence));
  }

  /** The fields that say where a request goes and where it ends, found in one pass. */
  private static final class BodyLength {
    private int hosts;
    private int codings;
    private int lengths;
    private int oldKeys;
    private @Nullable CharSequence expectation;
    private CharSequence host = "";
    private CharSequence coding = "";
    private CharSequence length = "";

    BodyLength(HttpHeaders headers) {
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
        } else if (HttpHeaderNames.EXPECT.contentEqualsIgnoreCase(name)) {
          expectation = field.getValue();
        } else if (HttpHeaderNames.SEC_WEBSOCKET_KEY1.contentEqualsIgnoreCase(name)
            || HttpHeaderNames.SEC_WEBSOCKET_KEY2.contentEqualsIgnoreCase(name)) {
          oldKeys++;
        }
      }
    }

    @Nullable String problem(HttpVersion version) {
      if (hosts > 1
          || (hosts == 0 && version.equals(HttpVersion.HTTP_1_1))
          || !HostField.isWellFormed(host)) {
        return "Expected exactly one Host field, with a name or address and perhaps a port.";
      }
      if (codings > 0 && lengths > 0) {
        return "Content-Length and Transfer-Encoding exclude each other.";
      }
      if (codings > 1 || (codings == 1 && !isKnown(coding) && !isForeign(coding))) {
        return "The only transfer coding understood is chunked.";
      }
      if (lengths > 1 || (lengths == 1 && !isLength(length))) {
        return "Content-Length has to be one decimal number.";
      }
      if (oldKeys > 0) {
        // Netty would take eight bytes for a body that no field announces.
        return "This handshake is older than RFC 6455. Expected Sec-WebSocket-Key.";
      }
      return null;
    }

    /** What may be asked for, but is not there. */
    Optional<ApiError> notImplemented(HttpRequest request) {
      if (!AllowedMethods.isKnown(request.method().name())) {
        return Optional.of(ApiReason.METHOD_NOT_IMPLEMENTED.error(AllowedMethods.KNOWN));
      }
      if (codings == 1 && !isKnown(coding)) {
        return Optional.of(ApiReason.TRANSFER_CODING_NOT_IMPLEMENTED.error());
      }
      if (expectation != null
          && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
          && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectation)) {
        return Optional.of(ApiReason.EXPECTATION_FAILED.error());
      }
      return Optional.empty();
    }

    private static boolean isKnown(CharSequence coding) {
      return HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding);
    }

    /** Whether something that we could not undo stands before a last coding that is ours. */
    private static boolean isForeign(CharSequence codings) {
      List<String> names = List.of(codings.toString().toLowerCase(Locale.ROOT).split(",", -1));
      return names.size() > 1
          && names.getLast().strip().equals(HttpHeaderValues.CHUNKED.toString())
          && names.stream().map(String::strip).noneMatch(String::isEmpty)
          // Struck from the protocol, so that it says nothing.
          && names.stream().map(String::strip).noneMatch("identity"::equals);
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

  static ApiError tooManyFields() {
    return ApiReason.HEADERS_TOO_LARGE.saying("More than " + MAX_FIELDS + " header fields.");
  }

  private static ApiError undecodable(Throwable cause) {
    if (cause instanceof ApiError refusal) {
      return refusal;
    }
    if (cause instanceof TooLongHttpLineException) {
      return ApiReason.REQUEST_LINE_TOO_LONG.saying("The request line is longer than 8 KiB.");
    }
    if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
      return ApiReason.HEADERS_TOO_LARGE.saying("The request head is larger than 16 KiB.");
    }
    return ApiReason.REQUEST_MALFORMED.saying("This is not a well-formed HTTP/1.1 request.");
  }
}
