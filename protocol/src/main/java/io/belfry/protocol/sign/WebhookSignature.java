package io.belfry.protocol.sign;

import java.util.HexFormat;

/**
 * The signature of a webhook: HMAC-SHA256 over exactly the bytes of its body, in hexadecimal.
 *
 * <p>Thread: stateless.
 *
 * @see "rules HOOK-002, HOOK-082"
 */
public final class WebhookSignature {
  private static final int DIGITS = 64;

  private WebhookSignature() {}

  /** The signature of a body, in lower case. */
  public static String of(Secret secret, byte[] body) {
    return HexFormat.of().formatHex(secret.hmac(body));
  }

  /**
   * Whether a signature is the one of a body. Takes the same time wherever they differ.
   *
   * @param hex what came with it, in either case; any other text is no signature
   */
  public static boolean isOf(Secret secret, byte[] body, String hex) {
    return hex.length() == DIGITS
        && hex.chars().allMatch(c -> c < 0x80 && HexFormat.isHexDigit(c))
        && secret.hasSigned(body, HexFormat.of().parseHex(hex));
  }
}
