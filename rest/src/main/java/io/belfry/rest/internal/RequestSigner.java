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
 * Signs requests: the path as it goes over the wire, the parameters unescaped. That is the form
 * which a server tries first.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HTTP-157, HTTP-159"
 */
public final class RequestSigner {
  private final String appId;
  private final String key;
  private final Secret secret;
  private final InstantSource clock;

  /** A signer for that key of an app. */
  public RequestSigner(String appId, String key, Secret secret, InstantSource clock) {
    this.appId = appId;
    this.key = key;
    this.secret = secret;
    this.clock = clock;
  }

  /** Path and query of the request, escaped and signed. */
  public String target(ApiRequest request) {
    String path = "/apps/" + escape(appId) + request.path();
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    parameters.add(Map.entry("auth_key", key));
    parameters.add(Map.entry("auth_timestamp", Long.toString(clock.instant().getEpochSecond())));
    parameters.add(Map.entry("auth_version", "1.0"));
    if (request.hasBody()) {
      parameters.add(Map.entry("body_md5", md5(request.body())));
    }
    parameters.addAll(request.parameters());
    String signature = secret.sign(StringToSign.request(request.method(), path, parameters));
    StringJoiner query = new StringJoiner("&", path + "?", "");
    parameters.forEach(pair -> query.add(pair.getKey() + "=" + escape(pair.getValue())));
    return query.add("auth_signature=" + signature).toString();
  }

  // A segment of one or two dots would be taken for a step in the tree by whatever normalises
  // paths.
  static String escapedSegment(String text) {
    boolean isStep = text.equals(".") || text.equals("..");
    return isStep ? text.replace(".", "%2E") : escape(text);
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
