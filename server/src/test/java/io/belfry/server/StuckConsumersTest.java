package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.sign.Secret;
import io.belfry.testkit.RecordingClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets that never read, against a server with little memory, in a process of its own. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StuckConsumersTest {
  private static final String TARGET = "/app/app-key?protocol=7&client=test&version=1";
  private static final String PAYLOAD = "x".repeat(10_000);
  private static final int MIB = 1 << 20;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<RecordingClient> sockets = new ArrayList<>();

  @AfterEach
  void close() {
    sockets.forEach(RecordingClient::close);
  }

  private RecordingClient subscribed(ServerProcess server, String channel) {
    RecordingClient client = RecordingClient.connect(server.port(), TARGET);
    sockets.add(client);
    assertThat(client.next()).contains("connection_established");
    client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
    assertThat(client.next()).contains("subscription_succeeded");
    return client;
  }

  private void publish(ServerProcess server, List<String> channels, String data) throws Exception {
    String names = channels.stream().map(name -> '"' + name + '"').collect(Collectors.joining(","));
    String body = "{\"name\":\"e\",\"channels\":[" + names + "],\"data\":\"" + data + "\"}";
    String path = "/apps/1/events";
    String query =
        "auth_key=app-key&auth_timestamp="
            + Instant.now().getEpochSecond()
            + "&auth_version=1.0&body_md5="
            + HexFormat.of()
                .formatHex(
                    MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8)));
    String signature = Secret.of("a secret of app 1").sign("POST\n" + path + "\n" + query);
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + server.port()
                        + path
                        + "?"
                        + query
                        + "&auth_signature="
                        + signature))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  @Test
  @Tag("THR-35")
  @Tag("THR-36")
  @Tag("WS-063")
  void givenFortySocketsThatNeverRead_theyCostLittleAndAreClosedWhileTheCanaryGetsAll()
      throws Exception {
    try (ServerProcess server = ServerProcess.start("-Xmx256m", "-XX:MaxDirectMemorySize=256m")) {
      RecordingClient canary = subscribed(server, "busy");
      for (int i = 0; i < 40; i++) {
        subscribed(server, "busy");
      }
      long before = server.usedBytes();
      long most = before;
      for (int i = 0; i < 2_400; i++) {
        publish(server, List.of("busy"), PAYLOAD);
        assertThat(canary.next()).contains("\"event\":\"e\"");
        if (i % 400 == 0) {
          most = Math.max(most, server.usedBytes());
        }
      }
      assertThat(most - before).isLessThan(80L * MIB);
      server.awaitConnections(1);
    }
  }

  @Test
  @Tag("THR-35")
  @Tag("THR-36")
  void givenTwoThousandSocketsThatNeverReadAndLittleMemory_nothingBreaks() throws Exception {
    try (ServerProcess server = ServerProcess.start("-Xmx128m", "-XX:MaxDirectMemorySize=128m")) {
      RecordingClient canary = subscribed(server, "canary");
      List<List<String>> groups = new ArrayList<>();
      for (int group = 0; group < 20; group++) {
        String prefix = "stuck-" + group + "-";
        List<String> channels = IntStream.range(0, 100).mapToObj(i -> prefix + i).toList();
        channels.forEach(channel -> subscribed(server, channel));
        groups.add(channels);
      }
      for (int round = 0; server.connections() > 1 && round < 1_000; round++) {
        for (List<String> channels : groups) {
          publish(server, channels, PAYLOAD);
        }
        publish(server, List.of("canary"), Integer.toString(round));
        assertThat(canary.next()).contains("\"data\":\"" + round + "\"");
      }
      server.awaitConnections(1);
      assertThat(server.isAlive()).isTrue();
    }
  }
}
