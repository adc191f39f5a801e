package io.belfry.server.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookPagesTest {
  private static final String HERE = "127.0.0.1:9100";

  private final KeptLetters kept = new KeptLetters();
  private final WebhookPages pages = new WebhookPages(kept, new BrowserGate("belfry.internal"));

  private Response ask(String method, String target, Map<String, String> headers) {
    String[] parts = target.split("\\?", 2);
    Map<String, String> all = new HashMap<>(Map.of("host", HERE));
    all.putAll(headers);
    return pages
        .answer(Request.head(method, parts[0], parts.length > 1 ? parts[1] : "", all))
        .orElseThrow();
  }

  private Response ask(String method, String target) {
    return ask(method, target, Map.of());
  }

  private static String text(Response response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static UUID id(long number) {
    return KeptLetters.id(number);
  }

  @Test
  @Tag("HOOK-069")
  void givenQueues_theyAreShownByApp() {
    assertThat(text(ask("GET", "/webhooks")))
        .contains("\"store\":\"keeping\"", "\"app\":\"1\"", "\"state\":\"failing\"")
        .contains("\"events\":3", "\"last_outcome\":\"timed_out\"", "\"dead_letters\":2");
  }

  @Test
  @Tag("HOOK-069")
  void givenDeadLetters_theyAreListedByAppAndEndpointInPages() {
    kept.with(1, "1", "a").with(2, "2", "a").with(3, "1", "b").with(4, "1", "a");

    assertThat(text(ask("GET", "/dead-letters?app=1&limit=2")))
        .contains(id(1).toString(), id(3).toString(), "\"next\":3", "\"cause\":\"server_error\"")
        .contains("\"status\":500", "\"attempts\":7")
        .doesNotContain(id(2).toString(), "room-1");
    assertThat(text(ask("GET", "/dead-letters?app=1&limit=2&after=3")))
        .contains(id(4).toString(), "\"next\":0");
    assertThat(text(ask("GET", "/dead-letters?endpoint=b")))
        .contains("\"number\":3")
        .doesNotContain("\"number\":4");
  }

  @Test
  @Tag("HOOK-069")
  void givenOneDeadLetter_itIsShownWithItsEvents() {
    kept.with(1, "1", "a");

    assertThat(text(ask("GET", "/dead-letters/" + id(1))))
        .contains("\"event\":{\"name\":\"channel_occupied\",\"channel\":\"room-1\"}")
        .contains("\"sequence\":1", "\"raised_ms\":1000");
  }

  @Test
  @Tag("HOOK-069")
  void givenReplayAndDrop_eachIsDoneOnce() {
    kept.with(1, "1", "a").with(2, "1", "a");

    assertThat(ask("POST", "/dead-letters/" + id(1) + "/replay").status()).isEqualTo(200);
    assertThat(ask("DELETE", "/dead-letters/" + id(2)).status()).isEqualTo(200);
    assertThat(kept.letters).isEmpty();
    assertThat(ask("POST", "/dead-letters/" + id(1) + "/replay").status()).isEqualTo(404);
    assertThat(ask("DELETE", "/dead-letters/" + id(2)).status()).isEqualTo(404);
  }

  @Test
  @Tag("HOOK-069")
  void givenALetterWithoutAnEndpoint_itIsNotReplayed() {
    kept.with(1, "1", KeptLetters.GONE);

    Response response = ask("POST", "/dead-letters/" + id(1) + "/replay");

    assertThat(response.status()).isEqualTo(409);
    assertThat(text(response)).contains("endpoint_removed", "configured no more");
    assertThat(kept.letters).hasSize(1);
  }

  @Test
  @Tag("HOOK-069")
  void givenReplayOfAll_oneCallIsBoundedAndSaysWhereTheNextBegins() {
    for (int number = 1; number <= 150; number++) {
      kept.with(number, "1", number == 50 ? KeptLetters.GONE : "a");
    }
    kept.with(151, "2", "a");

    assertThat(text(ask("POST", "/dead-letters/replay?app=1")))
        .isEqualTo("{\"replayed\":99,\"skipped\":1,\"next\":100}");
    assertThat(text(ask("POST", "/dead-letters/replay?app=1&after=100")))
        .isEqualTo("{\"replayed\":50,\"skipped\":0,\"next\":0}");
    assertThat(kept.letters.keySet()).containsExactly(50L, 151L);
  }

  @Test
  @Tag("HOOK-069")
  void givenManyQueues_theyAreShownInPagesByAppAndEndpoint() {
    assertThat(text(ask("GET", "/webhooks?limit=2")))
        .containsSubsequence("\"app\":\"1\"", "\"app\":\"2\"", "\"next\":\"2/a.example.com-1\"")
        .doesNotContain("b.example.com");
    assertThat(text(ask("GET", "/webhooks?limit=2&after=2%2Fa.example.com-1")))
        .contains("b.example.com", "\"next\":\"\"")
        .doesNotContain("\"a.example.com-1\"");
    assertThat(text(ask("GET", "/webhooks?app=1"))).doesNotContain("\"app\":\"2\"");
    assertThat(text(ask("GET", "/webhooks?endpoint=b.example.com-1"))).doesNotContain("\"a.");
    assertThat(ask("GET", "/webhooks?limit=1001").status()).isEqualTo(400);
  }

  @Test
  @Tag("HOOK-095")
  void givenATest_whatCameOfItIsTold() {
    assertThat(text(ask("POST", "/webhooks/test?app=1&endpoint=a")))
        .isEqualTo("{\"outcome\":\"server_error\",\"status\":500}");
    assertThat(ask("POST", "/webhooks/test?app=1&endpoint=b").status()).isEqualTo(404);
    assertThat(ask("GET", "/webhooks/test?app=1&endpoint=a").status()).isEqualTo(405);
    assertThat(
            ask("POST", "/webhooks/test?app=1&endpoint=a", Map.of("origin", "https://evil.example"))
                .status())
        .isEqualTo(403);
  }

  @Test
  @Tag("HOOK-069")
  void givenReplayUntilANumber_whatWasGivenUpAnewIsLeft() {
    kept.with(1, "1", "a").with(2, "1", "a").with(3, "1", "a");

    assertThat(text(ask("GET", "/webhooks"))).contains("\"last_number\":151");
    assertThat(text(ask("POST", "/dead-letters/replay?until=2&limit=2")))
        .isEqualTo("{\"replayed\":2,\"skipped\":0,\"next\":0}");
    assertThat(kept.letters.keySet()).containsExactly(3L);
  }

  @Test
  @Tag("HOOK-069")
  void givenAStoreThatEndsAPageEarly_theNextOneIsToldAllTheSame() {
    kept.with(1, "1", "a").with(2, "1", "a").with(3, "1", "a").atATime = 2;

    assertThat(text(ask("GET", "/dead-letters"))).contains("\"next\":2");
    assertThat(text(ask("GET", "/dead-letters?after=2"))).contains("\"number\":3", "\"next\":0");
    assertThat(text(ask("POST", "/dead-letters/replay"))).contains("\"next\":2");
  }

  @ParameterizedTest
  @Tag("HOOK-069")
  @Tag("THR-45")
  @CsvSource({
    "origin,https://evil.example.com",
    "origin,http://127.0.0.1:9100",
    "origin,null",
    "sec-fetch-site,cross-site",
    "sec-fetch-site,same-site",
    "content-type,application/x-www-form-urlencoded",
    "content-type,text/plain;charset=UTF-8",
    "host,rebound.example.com:9100",
    "host,127.0.0.1.example.com",
    "host,''"
  })
  void givenAPageInABrowserOfThisMachine_itNeitherReplaysNorDropsNorReads(
      String field, String value) {
    kept.with(1, "1", "a");
    Map<String, String> headers = Map.of(field, value);

    for (String call :
        new String[] {
          "POST /dead-letters/" + id(1) + "/replay",
          "DELETE /dead-letters/" + id(1),
          "POST /dead-letters/replay",
          "GET /dead-letters/" + id(1)
        }) {
      String[] words = call.split(" ", 2);
      Response response = ask(words[0], words[1], headers);
      assertThat(response.status()).as(call).isEqualTo(403);
      assertThat(text(response)).contains("page_refused").doesNotContain("room-1");
    }
    assertThat(kept.letters).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:9100", "127.0.0.1", "[::1]:9100", "10.0.0.5:1", "Belfry.internal"})
  void givenWhoIsNoPage_itIsHeard(String host) {
    kept.with(1, "1", "a");

    Map<String, String> headers = Map.of("host", host, "sec-fetch-site", "none");
    assertThat(ask("DELETE", "/dead-letters/" + id(1), headers).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/dead-letters/x,404",
    "GET,/dead-letters/0-0-0-0-1,404",
    "GET,/dead-letters/00000000-0000-0000-0000-000000000009,404",
    "GET,/dead-letters/,404",
    "POST,/dead-letters//replay,404",
    "GET,/dead-letters?limit=0,400",
    "GET,/dead-letters?limit=101,400",
    "GET,/dead-letters?after=-1,400",
    "GET,/dead-letters?color=red,400",
    "GET,/dead-letters?app=1&app=2,400",
    "GET,/dead-letters?app=%zz,400",
    "POST,/dead-letters,405",
    "DELETE,/dead-letters/replay,405",
    "GET,/dead-letters/replay,405",
    "POST,/webhooks,405",
    "PUT,/dead-letters/00000000-0000-0000-0000-000000000001,405"
  })
  void givenWhatIsNotThere_theRefusalSaysSo(String method, String target, int status) {
    Response response = ask(method, target);

    assertThat(response.status()).isEqualTo(status);
    assertThat(text(response)).contains("\"error\"");
  }

  @Test
  void givenAnOutboxThatIsNotOpen_theAnswerIsToTryLater() {
    kept.isOpen = false;

    Response response = ask("GET", "/dead-letters");

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.headers()).containsEntry("Retry-After", "1");
    assertThat(text(response)).contains("The outbox is not open.");
  }
}
