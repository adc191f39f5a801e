package io.belfry.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.Waiting;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.Secret;
import io.belfry.server.cluster.Subject;
import io.belfry.testkit.RecordingClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What comes to the engine of a cluster, and what becomes of a request when a part of it cannot.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // a cluster takes seconds until it has settled
class EngineKnowsTest {
  private static final String NAME = "one";
  private static final Layout LAYOUT = new Layout(NAME, 4);

  private final EngineProcess engine = EngineProcess.start();
  private final NodesScene nodes =
      new NodesScene(engine, NAME, 2, "client_events: {enabled: true}");
  private final RedisClient client = RedisClient.create(engine.url());
  private final RedisCommands<String, String> redis = client.connect().sync();

  @AfterAll
  void stop() {
    nodes.close();
    client.shutdown();
    engine.close();
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private static String data(String frame) {
    return json(frame).get("data").getAsString();
  }

  private static void send(RecordingClient client, String event, JsonObject data) {
    JsonObject frame = new JsonObject();
    frame.addProperty("event", event);
    frame.add("data", data);
    client.send(frame.toString());
  }

  private static String subscribe(RecordingClient client, String channel) {
    JsonObject data = new JsonObject();
    data.addProperty("channel", channel);
    send(client, "pusher:subscribe", data);
    return client.next();
  }

  private static String event(String... channels) {
    return "{\"name\":\"e\",\"channels\":[\"%s\"],\"data\":\"x\"}"
        .formatted(String.join("\",\"", channels));
  }

  private static String token(String text) {
    return AuthToken.sign("key-1", Secret.of(NodesScene.SECRET), text);
  }

  @Test
  @Tag("CLU-072")
  void givenASigninAndAPrivateChannel_neitherSecretsNorTokensNorWhatWasSignedComeToTheEngine()
      throws IOException {
    URI at = URI.create(engine.url());
    try (Socket monitor = new Socket(at.getHost(), at.getPort());
        BufferedReader seen =
            new BufferedReader(new InputStreamReader(monitor.getInputStream(), ISO_8859_1));
        RecordingClient ada = nodes.client(0, "1")) {
      monitor.getOutputStream().write("MONITOR\r\n".getBytes(ISO_8859_1));
      assertThat(seen.readLine()).isEqualTo("+OK");
      String socketId = json(data(ada.next())).get("socket_id").getAsString();
      String userData = "{\"id\":\"ada-7\",\"user_info\":{\"name\":\"what was signed\"}}";
      JsonObject signin = new JsonObject();
      signin.addProperty("auth", token(socketId + "::user::" + userData));
      signin.addProperty("user_data", userData);
      send(ada, "pusher:signin", signin);
      assertThat(ada.next()).contains("pusher:signin_success");
      JsonObject joining = new JsonObject();
      joining.addProperty("channel", "private-room");
      joining.addProperty("auth", token(socketId + ":private-room"));
      send(ada, "pusher:subscribe", joining);
      assertThat(ada.next()).contains("subscription_succeeded");
      assertThat(nodes.publish(1, "1", "k", event("private-room")).join().statusCode())
          .isEqualTo(200);
      assertThat(ada.next()).contains("\"event\":\"e\"");
      redis.echo("that is all");

      String all = until(seen, "that is all");
      assertThat(all).contains("ada-7", "private-room");
      assertThat(all)
          .doesNotContain(NodesScene.SECRET)
          .doesNotContain("what was signed")
          .doesNotContain(signature(signin))
          .doesNotContain(signature(joining));
    }
  }

  private static String signature(JsonObject data) {
    return data.get("auth").getAsString().split(":", 2)[1];
  }

  private static String until(BufferedReader seen, String last) throws IOException {
    StringBuilder all = new StringBuilder();
    String line = seen.readLine();
    while (!line.contains(last)) {
      all.append(line).append('\n');
      line = seen.readLine();
    }
    return all.toString();
  }

  private static int partition(String channel) {
    return LAYOUT.partition(new Subject.OfChannel("1", ChannelName.parse(channel).orElseThrow()));
  }

  private boolean isCutOff(int node) {
    try (RecordingClient newcomer = nodes.client(node, "1")) {
      return newcomer.next().contains("Cut off from the cluster");
    }
  }

  @Test
  @Tag("CLU-045")
  void givenAPartitionThatIsCutOff_nothingIsPublishedOfARequestThatNeedsItToo() {
    String lost =
        IntStream.range(0, 100)
            .mapToObj(i -> "other-" + i)
            .filter(each -> partition(each) != partition("news"))
            .findFirst()
            .orElseThrow();
    String meta = LAYOUT.prefix(partition(lost)) + "meta";
    try (RecordingClient reader = nodes.client(0, "1")) {
      reader.next();
      assertThat(subscribe(reader, "news")).contains("subscription_succeeded");
      redis.rename(meta, meta + "-away");
      redis.set(meta, "nothing that a script can use");
      Waiting.until("the node is cut off", () -> isCutOff(0));

      HttpResponse<String> both = nodes.publish(0, "1", "both", event("news", lost)).join();
      HttpResponse<String> one = nodes.publish(0, "1", "one", event("news")).join();

      assertThat(both.statusCode()).isEqualTo(503);
      assertThat(both.body()).contains("cluster_unavailable");
      assertThat(both.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(one.statusCode()).isEqualTo(200);
      assertThat(reader.next()).contains("\"event\":\"e\"");
      reader.send("{\"event\":\"pusher:ping\",\"data\":{}}");
      assertThat(reader.next()).contains("pusher:pong");
    } finally {
      redis.rename(meta + "-away", meta);
    }
    Waiting.until("the node is linked again", () -> !isCutOff(0));
  }
}
