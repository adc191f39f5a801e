package io.belfry.protocol.sign;

import java.util.HexFormat;
import java.util.Optional;

/**
 * {@code KEY:SIGNATURE}, what an auth endpoint hands to a client. Exactly one colon, a key of 1–64
 * characters and 64 lower-case hex digits; anything else is no token. It has no {@code equals}:
 * {@link #isSignedWith} is the only comparison, and it takes constant time.
 *
 * <p>Thread: immutable.
 *
 * @see "rules WS-036, THR-05, THR-07"
 */
public final class AuthToken {
  private static final int MAX_KEY_LENGTH = 64;
  private static final int SIGNATURE_DIGITS = 64;

  private final String key;
  private final byte[] signature;

  private AuthToken(String key, byte[] signature) {
    this.key = key;
    this.signature = signature;
  }

  /** Reads a token; empty when the text is none. */
  public static Optional<AuthToken> parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0
        || text.length() - colon - 1 != SIGNATURE_DIGITS
        || !isKey(text.substring(0, colon))) {
      return Optional.empty();
    }
    for (int i = colon + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return Optional.empty();
      }
    }
    byte[] signature = HexFormat.of().parseHex(text, colon + 1, text.length());
    return Optional.of(new AuthToken(text.substring(0, colon), signature));
  }

  /** Whether the text has the form of an app key. */
  public static boolean isKey(String text) {
    if (text.isEmpty() || text.length() > MAX_KEY_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isKeyCharacter(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isKeyCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }

  /** The token for a text, as an auth endpoint answers it. */
  public static String sign(String key, Secret secret, String stringToSign) {
    return key + ":" + secret.sign(stringToSign);
  }

  /** The public app key before the colon. */
  public String key() {
    return key;
  }

  /** Whether this token was made for that text with that secret. */
  public boolean isSignedWith(Secret secret, String stringToSign) {
    return secret.hasSigned(stringToSign, signature);
  }

  @Override
  public String toString() {
    return key + ":***";
  }
}
