package io.belfry.rest.internal;

import io.belfry.protocol.sign.Secret;
import io.belfry.protocol.sign.StringToSign;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Signs requests: the path as it goes over the wire, the parameters unescaped.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HTTP-157, HTTP-159"
 */
public final class SignedRequest {
  private final String key;
  private final Secret secret;
  private final InstantSource clock;

  /** A signer for that key. */
  public SignedRequest(String key, Secret secret, InstantSource clock) {
    this.key = key;
    this.secret = secret;
    this.clock = clock;
  }

  /**
   * A path below an app.
   *
   * @param path escaped, as it goes over the wire
   */
  public record Target(String path) {
    /** The path of these segments, which are still to be escaped, below that app. */
    public static Target of(String[] segments, String appId) {
      StringBuilder path = new StringBuilder("/apps/").append(escape(appId));
      for (String segment : segments) {
        path.append('/').append(escape(segment));
      }
      return new Target(path.toString());
    }
  }

  /** The whole query, signature included. */
  public String query(String method, Target target, byte[] body) {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    parameters.add(Map.entry("auth_key", key));
    parameters.add(Map.entry("auth_timestamp", Long.toString(clock.instant().getEpochSecond())));
    parameters.add(Map.entry("auth_version", "1.0"));
    if (body.length > 0) {
      parameters.add(Map.entry("body_md5", md5(body)));
    }
    String signature = secret.sign(StringToSign.request(method, target.path(), parameters));
    StringJoiner query = new StringJoiner("&");
    parameters.forEach(pair -> query.add(pair.getKey() + "=" + escape(pair.getValue())));
    return query.add("auth_signature=" + signature).toString();
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static String md5(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime has no MD5.", e);
    }
  }
}
