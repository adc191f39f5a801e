package io.belfry.junit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client begins to speak on a connection, and why it cannot be read along if it cannot.
 *
 * <p>Thread: confined to that which carries the bytes.
 */
final class FirstBytes {
  /** TLS, of which the server of a test has none. */
  static final String TLS =
      "A client spoke TLS, and the server of a test has none. Let it connect without: ws:// and"
          + " http://, forceTLS: false.";

  /** A fallback transport, which comes through and is not read. */
  static final String FALLBACK =
      "A client came over a fallback transport, whose deliveries are not read along. Let it use a"
          + " WebSocket: enabledTransports: [\"ws\"].";

  private static final int ENOUGH = 128;
  private static final int TLS_HANDSHAKE = 0x16;
  private static final Pattern OF_FALLBACK = Pattern.compile("(GET|POST|OPTIONS) /pusher/.*");

  private final ByteArrayOutputStream first = new ByteArrayOutputStream();

  /** What is known after these bytes: a sentence, once, if it cannot be read along. */
  Optional<String> read(byte[] bytes) {
    if (first.size() >= ENOUGH) {
      return Optional.empty();
    }
    first.write(bytes, 0, bytes.length);
    byte[] all = first.toByteArray();
    String line = new String(all, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
    boolean isTls = all.length > 0 && all[0] == TLS_HANDSHAKE;
    boolean isFallback = OF_FALLBACK.matcher(line).matches();
    if (isTls || isFallback) {
      first.write(new byte[ENOUGH], 0, ENOUGH);
    }
    return isTls ? Optional.of(TLS) : Optional.of(FALLBACK).filter(sentence -> isFallback);
  }
}
