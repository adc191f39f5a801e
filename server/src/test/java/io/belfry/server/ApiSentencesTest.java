package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words that suites of other libraries look for in a refusal. */
class ApiSentencesTest {
  private static final String CHANNELS = "/apps/1/channels";

  @AutoClose private final TestServer server = TestServer.start();
  private final Api api = new Api(server);

  private static void assertSays(HttpResponse<String> response, int status, String words) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains(words);
  }

  @Test
  @Tag("HTTP-209")
  @Tag("HTTP-052")
  @Tag("HTTP-070")
  @Tag("HTTP-054")
  void givenAnEventOrBatchThatIsRefused_theSentenceHasTheWordsThatAreKnown() {
    String large = "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"" + "x".repeat(10_241) + "\"}";
    String small = "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"x\"}";
    assertSays(api.post("/apps/1/events", large), 413, "The data content of this event ");
    assertSays(
        api.post("/apps/1/batch_events", "{\"batch\":[" + small + "," + large + "]}"),
        413,
        "The data content of this event ");
    assertSays(
        api.post("/apps/1/batch_events", "{\"batch\":[" + (small + ",").repeat(10) + small + "]}"),
        400,
        "Batch too large");
    assertSays(
        api.post("/apps/1/events", small.replace("\"x\"", "\"x\",\"socket_id\":\"1\"")),
        400,
        "Invalid socket id");
  }

  @ParameterizedTest
  @Tag("HTTP-209")
  @Tag("HTTP-104")
  @Tag("HTTP-112")
  @Tag("HTTP-120")
  @CsvSource({
    "'', does-not-exist, info should be a comma separated list of attributes",
    "/a, does-not-exist, info should be a comma separated list of attributes",
    "'', user_count, user_count may only be requested for presence channels",
    "/a, user_count, Cannot retrieve the user count unless the channel is a presence channel",
    "/a/users, '', Users can only be retrieved for presence channels"
  })
  void givenAQueryThatIsRefused_theSentenceHasTheWordsThatAreKnown(
      String path, String info, String words) {
    assertSays(
        info.isEmpty() ? api.get(CHANNELS + path) : api.get(CHANNELS + path, "info", info),
        400,
        words);
  }
}
