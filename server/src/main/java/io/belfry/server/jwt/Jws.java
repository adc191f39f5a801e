package io.belfry.server.jwt;

import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import io.belfry.server.refusal.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A JWS in its compact form, read and not verified. Of the header only these members are read: keys
 * that a token brings along or points to are not looked at.
 *
 * <p>Thread: immutable.
 *
 * @param algorithm {@code alg}
 * @param keyId {@code kid}; null for none
 * @param type {@code typ} in lower case and without {@code application/}; null for none
 * @param claims the payload
 * @param signed the bytes that are signed
 * @param signature of them
 * @see "rules USR-052, USR-053"
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, changed by nobody
record Jws(
    String algorithm,
    @Nullable String keyId,
    @Nullable String type,
    Claims claims,
    byte[] signed,
    byte[] signature) {
  private static final int PARTS = 3;
  private static final String APPLICATION = "application/";

  /** The members of a header that are looked at. */
  private record JwsHeader(String algorithm, @Nullable String keyId, @Nullable String type) {}

  /**
   * Reads one.
   *
   * @param maxBytes longest token
   */
  static Jws parse(String token, long maxBytes) throws JwtObjection {
    if (token.length() > maxBytes) {
      throw malformed(
          "It has "
              + token.length()
              + " characters, and limits.max_token_bytes allows "
              + maxBytes
              + ".");
    }
    String[] parts = token.split("\\.", -1);
    if (parts.length != PARTS) {
      throw malformed(
          "It has "
              + parts.length
              + " parts, and a signed JWT has 3."
              + (parts.length == 5 ? " One that is encrypted is not taken." : ""));
    }
    JwsHeader header = header(decoded(parts[0], "header"));
    Claims claims;
    try {
      claims = Claims.parse(decoded(parts[1], "payload"));
    } catch (MalformedJson e) {
      throw malformed("Its payload is no JSON object that can be taken.");
    }
    byte[] signature = decoded(parts[2], "signature");
    int end = parts[0].length() + 1 + parts[1].length();
    byte[] signed = token.substring(0, end).getBytes(StandardCharsets.US_ASCII);
    return new Jws(header.algorithm, header.keyId, header.type, claims, signed, signature);
  }

  private static byte[] decoded(String part, String what) throws JwtObjection {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(part);
      // One token has one text: nothing may be appended to it, or stand in its unused bits.
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Told as one that is written otherwise.
    }
    throw malformed("Its " + what + " is not base64url without padding.");
  }

  private static JwsHeader header(byte[] json) throws JwtObjection {
    String algorithm = null;
    String keyId = null;
    String type = null;
    try (ObjectCursor members = ObjectCursor.over(json, Strictness.SIGNED)) {
      for (String name = members.next(); name != null; name = members.next()) {
        switch (name) {
          case "alg" -> algorithm = text(members, name);
          case "kid" -> keyId = text(members, name);
          case "typ" -> type = type(text(members, name));
          case "crit" ->
              throw malformed("Its header has crit: something has to be understood that is not.");
          case "enc", "zip" ->
              throw malformed("Its header has " + name + ", which is of encrypted tokens.");
          default -> {}
        }
      }
    } catch (MalformedJson e) {
      throw malformed("Its header is no JSON object that can be taken.");
    }
    if (algorithm == null) {
      throw malformed("Its header has no alg.");
    }
    return new JwsHeader(algorithm, keyId, type);
  }

  private static String text(ObjectCursor members, String name) throws JwtObjection {
    String text = members.string();
    if (text == null) {
      throw malformed("The " + name + " of its header is no text.");
    }
    return text;
  }

  private static String type(String text) {
    String lower = text.toLowerCase(java.util.Locale.ROOT);
    return lower.startsWith(APPLICATION) ? lower.substring(APPLICATION.length()) : lower;
  }

  private static JwtObjection malformed(String words) {
    return new JwtObjection(Reason.TOKEN_MALFORMED, words);
  }
}
