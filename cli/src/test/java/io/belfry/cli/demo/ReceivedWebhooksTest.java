package io.belfry.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cli.demo.DemoClient.Reply;
import io.belfry.protocol.sign.Secret;
import io.belfry.protocol.sign.WebhookSignature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the demo's own endpoint for webhooks takes, and what it tells the page. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class ReceivedWebhooksTest {
  private static final String OCCUPIED = "{\"name\":\"channel_occupied\",\"channel\":\"room\"}";

  @TempDir private Path folder;
  private RunningDemo demo;

  @BeforeEach
  void start() throws IOException {
    demo = RunningDemo.start(folder);
  }

  @AfterEach
  void stop() {
    demo.close();
  }

  private Reply post(String events, String secret, String... headers) throws IOException {
    String body = "{\"time_ms\":" + System.currentTimeMillis() + ",\"events\":[" + events + "]}";
    String signature =
        WebhookSignature.of(Secret.of(secret), body.getBytes(StandardCharsets.UTF_8));
    String[] all = new String[headers.length + 3];
    all[0] = "Content-Type: application/json";
    all[1] = "X-Pusher-Key: " + demo.credentials().key();
    all[2] = "X-Pusher-Signature: " + signature;
    System.arraycopy(headers, 0, all, 3, headers.length);
    return demo.client().send("POST", ReceivedWebhooks.PATH, body, all);
  }

  private Reply postSigned(String events, String... headers) throws IOException {
    return post(events, demo.credentials().secret(), headers);
  }

  private String since(String number) throws IOException {
    return demo.client()
        .get(ReceivedWebhooks.PATH + "?after=" + number)
        .body()
        .replaceAll("\"atMs\":[0-9]+,", "");
  }

  @Test
  void givenASignedRequest_thePageIsTold() throws IOException {
    assertThat(postSigned(OCCUPIED).status()).isEqualTo(200);

    assertThat(since("0")).isEqualTo("{\"number\":1,\"webhooks\":[{\"event\":" + OCCUPIED + "}]}");
    assertThat(since("1")).isEqualTo("{\"number\":1,\"webhooks\":[]}");
  }

  @Test
  void givenANumberOfAnEarlierStart_allIsTold() throws IOException {
    postSigned(OCCUPIED);

    assertThat(since("77")).startsWith("{\"number\":1,\"webhooks\":[{");
  }

  @Test
  void givenAnotherSecret_itIsRefusedAndNotTold() throws IOException {
    Reply refused = post(OCCUPIED, "somebody else's secret");

    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.body()).contains("signature");
    assertThat(since("0")).isEqualTo("{\"number\":0,\"webhooks\":[]}");
  }

  @Test
  @Tag("HOOK-068")
  void givenARepeatOfADelivery_itIsAnsweredAndToldOnce() throws IOException {
    postSigned(OCCUPIED, "X-Belfry-Delivery: 6f1c2a34-0000-4000-8000-000000000001");
    Reply again = postSigned(OCCUPIED, "X-Belfry-Delivery: 6f1c2a34-0000-4000-8000-000000000001");

    assertThat(again.status()).isEqualTo(200);
    assertThat(since("0")).startsWith("{\"number\":1,");
  }

  @Test
  void givenManyMore_theLatestAreKept() throws IOException {
    for (int i = 0; i < 11; i++) {
      postSigned(String.join(",", Collections.nCopies(10, OCCUPIED)));
    }

    assertThat(since("0")).startsWith("{\"number\":110,");
    assertThat(since("0").split("channel_occupied", -1)).hasSize(101);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "1e3", "99999999999999999999"})
  void givenANumberThatIsNone_itIsABadRequest(String number) throws IOException {
    Reply reply = demo.client().get(ReceivedWebhooks.PATH + "?after=" + number);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("after");
  }

  @Test
  void givenAPageOfAnotherOrigin_itIsRefused() throws IOException {
    assertThat(postSigned(OCCUPIED, "Origin: http://evil.example").status()).isEqualTo(403);
  }
}
