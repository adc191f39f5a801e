package io.belfry.cli.load;

import io.belfry.protocol.sign.StringToSign;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Makes signed requests that publish one event. The server library is not used since it brings its
 * own threads, on which no steady pace can be kept.
 *
 * <p>Thread: immutable.
 *
 * @param target where they go
 * @param clock that of the machine
 */
record PublishRequests(Target target, InstantSource clock) {
  private static final String EVENT = "load";

  FullHttpRequest of(String channel, String data) {
    String body =
        "{\"name\":\"" + EVENT + "\",\"channel\":\"" + channel + "\",\"data\":\"" + data + "\"}";
    byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.POST, path(bytes), Unpooled.wrappedBuffer(bytes));
    request
        .headers()
        .set(HttpHeaderNames.HOST, target.apiAuthority())
        .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
        .set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
    return request;
  }

  private String path(byte[] body) {
    String path = "/apps/" + target.app().id() + "/events";
    String key = target.app().key();
    String seconds = Long.toString(clock.instant().getEpochSecond());
    String md5 = md5(body);
    String text =
        StringToSign.request(
            "POST",
            path,
            List.of(
                Map.entry("auth_key", key),
                Map.entry("auth_timestamp", seconds),
                Map.entry("auth_version", "1.0"),
                Map.entry("body_md5", md5)));
    return target.visit().prefix()
        + path
        + ("?auth_key=" + key + "&auth_timestamp=" + seconds + "&auth_version=1.0")
        + ("&body_md5=" + md5 + "&auth_signature=" + target.app().secret().sign(text));
  }

  private static String md5(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime has no MD5.", e);
    }
  }
}
