package io.belfry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.rest.RecordingServer.Answer;
import io.belfry.rest.RecordingServer.Received;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that the library has no method for, signed URLs, and the end of a Pusher. */
class FreeCallsTest {
  private static RestOptions options(RecordingServer server) {
    return RestOptions.of(server.url(), "1", "key", RecordingServer.SECRET);
  }

  @Test
  @Tag("HTTP-169")
  void givenAPathOfTheApi_itIsAskedSigned() {
    try (RecordingServer server = RecordingServer.answering(new Answer(200, "{\"channels\":{}}"));
        Pusher pusher = new Pusher(options(server))) {
      String body = pusher.get("/channels", Map.of("filter_by_prefix", "presence-ä &=x"));

      Received request = server.next();
      assertThat(body).isEqualTo("{\"channels\":{}}");
      assertThat(request.method()).isEqualTo("GET");
      assertThat(request.rawPath()).isEqualTo("/apps/1/channels");
      assertThat(request.query()).containsEntry("filter_by_prefix", "presence-ä &=x");
      assertThat(request.isSigned()).isTrue();
      assertThat(pusher.getAsync("/channels/a%20b", Map.of()).toCompletableFuture().join())
          .isEqualTo(body);
      assertThat(server.next().rawPath()).isEqualTo("/apps/1/channels/a%20b");
    }
  }

  @Test
  @Tag("HTTP-169")
  void givenABody_itIsPostedSigned() {
    try (RecordingServer server = RecordingServer.answering(new Answer(200, "{}"));
        Pusher pusher = new Pusher(options(server))) {
      String event = "{\"name\":\"e\",\"channel\":\"orders\",\"data\":\"ä\"}";
      pusher.post("/events", event);

      Received request = server.next();
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.body()).isEqualTo(event);
      assertThat(request.isSigned()).isTrue();
      pusher.postAsync("/events", "").toCompletableFuture().join();
      assertThat(server.next().isSigned()).isTrue();
    }
  }

  @Test
  @Tag("HTTP-169")
  void givenASignedUri_anotherClientMaySendIt() throws Exception {
    try (RecordingServer server = RecordingServer.answering(new Answer(200, "{}"));
        Pusher pusher = new Pusher(options(server))) {
      URI uri = pusher.signedUri("GET", "/channels", null, Map.of("info", "user_count"));
      uri.toURL().openStream().close();

      Received request = server.next();
      assertThat(request.rawPath()).isEqualTo("/apps/1/channels");
      assertThat(request.query()).containsEntry("info", "user_count");
      assertThat(request.isSigned()).isTrue();
      assertThat(pusher.signedUri("POST", "/events", "{}").getRawQuery()).contains("body_md5=");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "channels",
        "/channels?info=x",
        "/channels#x",
        "/a//b",
        "/a/",
        "/../x",
        "/./x",
        "/x/..",
        "/a b",
        "/ä",
        "/a%",
        "/a%2",
        "http://127.0.0.1/x"
      })
  @Tag("HTTP-169")
  void givenWhatIsNoPath_itIsRefused(String path) {
    Pusher pusher = new Pusher(RestOptions.of("http://127.0.0.1:1", "1", "key", "secret"));

    assertThatThrownBy(() -> pusher.get(path)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pusher.post(path, "{}")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pusher.signedUri("GET", path, null))
        .hasMessageContaining("Expected what stands behind /apps/APP_ID");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "a&b", "a=b", "Info", "auth_key", "auth_signature", "body_md5"})
  @Tag("HTTP-169")
  void givenAParameterThatCannotBeSigned_itIsRefused(String name) {
    Pusher pusher = new Pusher(RestOptions.of("http://127.0.0.1:1", "1", "key", "secret"));

    assertThatThrownBy(() -> pusher.get("/channels", Map.of(name, "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parameter");
    assertThatThrownBy(() -> pusher.signedUri("get", "/channels", null))
        .hasMessageContaining("method");
  }

  @Test
  @Tag("HTTP-164")
  void givenAClose_callsUnderWayEndWellAndLaterOnesAreRefused() {
    try (RecordingServer server = RecordingServer.answering(new Answer(200, "{}"))) {
      Pusher pusher = new Pusher(options(server));
      CompletionStage<String> underWay = pusher.getAsync("/channels", Map.of());
      pusher.close();
      pusher.close();

      assertThat(underWay.toCompletableFuture()).isCompletedWithValue("{}");
      assertThatThrownBy(() -> pusher.trigger("orders", "e", "{}"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
      assertThat(pusher.authenticateUser("1.2", UserData.of("ada")).auth()).startsWith("key:");
    }
  }

  @Test
  @Tag("HTTP-164")
  void givenAnHttpClientOfTheCallers_itStaysOpen() {
    HttpClient http = HttpClient.newHttpClient();
    try (RecordingServer server = RecordingServer.answering(new Answer(200, "{}"))) {
      new Pusher(options(server), http).close();

      try (BelfryRest other = new BelfryRest(options(server), http)) {
        assertThat(other.get("/channels")).isEqualTo("{}");
      }
    }
  }

  @Test
  @SuppressWarnings("deprecation") // for those who move over
  void givenTheFormerNames_theyAnswerTheSameText() {
    Pusher pusher = new Pusher(RestOptions.of("http://127.0.0.1:1", "1", "key", "secret"));
    PresenceData ada = PresenceData.of("ada");

    assertThat(pusher.authenticate("1.2", "private-a"))
        .isEqualTo(pusher.authorizeChannel("1.2", "private-a").toJson());
    assertThat(pusher.authenticate("1.2", "presence-a", ada))
        .isEqualTo(pusher.authorizeChannel("1.2", "presence-a", ada).toJson());
  }
}
