package io.belfry.bench;

import io.belfry.testkit.RecordingClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The subscribers of one channel, and the backend that publishes to it over one kept connection.
 *
 * <p>Thread: confined to the test.
 */
final class Audience implements AutoCloseable {
  private static final String PATH = "/apps/" + BenchSettings.APP_ID + "/events";

  private final List<RecordingClient> subscribers;
  private final RecordingClient backend;
  private final byte[] request;

  Audience(int port, String channel, int size) {
    subscribers = IntStream.range(0, size).mapToObj(i -> subscriber(port, channel)).toList();
    backend = RecordingClient.open(port);
    request = request(channel);
  }

  /** Publishes once; over when the answer and all events are there. */
  void round() {
    backend.sendBytes(request);
    backend.readHead();
    if (backend.status() != 200) {
      throw new AssertionError(backend.status() + " " + backend.readBody());
    }
    backend.readBody();
    subscribers.forEach(RecordingClient::next);
  }

  @Override
  public void close() {
    backend.close();
    subscribers.forEach(RecordingClient::close);
  }

  private static RecordingClient subscriber(int port, String channel) {
    RecordingClient client =
        RecordingClient.connect(port, "/app/" + BenchSettings.KEY + "?protocol=7");
    client.next();
    client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
    client.next();
    return client;
  }

  private static byte[] request(String channel) {
    String body =
        "{\"name\":\"order-shipped\",\"channel\":\"%s\",\"data\":\"%s\"}"
            .formatted(channel, "x".repeat(200));
    String query =
        "auth_key=%s&auth_timestamp=%d&auth_version=1.0&body_md5=%s"
            .formatted(BenchSettings.KEY, Instant.now().getEpochSecond(), md5(body));
    String signature = BenchSettings.SECRET.sign("POST\n" + PATH + "\n" + query);
    return "POST %s?%s&auth_signature=%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(PATH, query, signature, body.length(), body)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String md5(String body) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
