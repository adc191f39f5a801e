package io.belfry.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.cli.migrate.Migration.From;
import io.belfry.cli.migrate.Migration.Imported;
import io.belfry.cli.migrate.MigrationReport.Left;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What an import must not do: loosen a limit, tell more, show a secret, or give up over a detail.
 */
class MigrationCareTest {
  private static final String SECRET = "5ecre7-0f-the-5h0p";

  private static Imported read(From from, String name, String text) throws NotReadable {
    return new Migration(Map.of(), () -> SECRET)
        .read(from, name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static Imported app(From from, String more) throws NotReadable {
    return read(
        from,
        "apps.json",
        "[{\"id\": \"1\", \"key\": \"k\", \"secret\": \"%s\", %s}]".formatted(SECRET, more));
  }

  private static Imported webhook(From from, String more) throws NotReadable {
    return app(from, "\"webhooks\": [{\"url\": \"https://a.example.com/x\", " + more + "}]");
  }

  private static App app(Imported imported) {
    return switch (ConfigReader.read(Written.apps(imported.apps()), Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config().apps().get(0);
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  private static List<String> left(Imported imported) {
    return imported.report().left().stream().map(Left::path).toList();
  }

  @Test
  @Tag("LIM-047")
  void givenATimeBelowADefaultOfOurs_itAloneIsLeft() throws NotReadable {
    Imported imported =
        webhook(
            From.SOCKUDO,
            "\"event_types\": [\"cache_miss\"], \"request_timeout_ms\": 2000,"
                + " \"retry\": {\"max_backoff_ms\": 500}");

    assertThat(app(imported).webhooks()).hasSize(1);
    assertThat(left(imported))
        .containsExactlyInAnyOrder(
            "app 1, webhooks[0].timeout_ms", "app 1, webhooks[0].retry.max_ms");
  }

  @Test
  @Tag("LIM-047")
  void givenAClientOfEchoServerWithACapacity_thatIsItsConnections() throws NotReadable {
    Imported imported =
        read(
            From.ECHO_SERVER,
            "laravel-echo-server.json",
            "{\"clients\": [{\"appId\": \"1\", \"key\": \"k\", \"capacity\": 7}]}");

    assertThat(app(imported).limits().of(Limit.MAX_CONNECTIONS)).isEqualTo(7);
  }

  @Test
  @Tag("LIM-047")
  void givenASizeOfEvents_itIsThatOfClientEventsToo() throws NotReadable {
    App app = app(app(From.SOKETI, "\"maxEventPayloadInKb\": 2"));

    assertThat(app.limits().of(Limit.MAX_EVENT_PAYLOAD_BYTES)).isEqualTo(2048);
    assertThat(app.limits().of(Limit.MAX_CLIENT_EVENT_PAYLOAD_BYTES)).isEqualTo(2048);
  }

  @Test
  @Tag("LIM-047")
  void givenPacesOfAMinute_theyAreDividedOrLeft() throws NotReadable {
    Imported imported =
        app(
            From.SOCKUDO,
            "\"limits\": {\"decay_seconds\": 60, \"max_client_events_per_second\": 120,"
                + " \"max_backend_events_per_second\": 30}");

    assertThat(app(imported).limits().of(Limit.CLIENT_EVENTS_PER_SECOND)).isEqualTo(2);
    assertThat(left(imported))
        .anyMatch(path -> path.endsWith("max_backend_events_per_second"))
        .anyMatch(path -> path.endsWith("decay_seconds"));
  }

  @Test
  @Tag("LIM-047")
  void givenLessThanOne_itIsLeftAndNotNought() throws NotReadable {
    Imported imported = app(From.SOKETI, "\"maxConnections\": 0.5");

    assertThat(app(imported).limits().of(Limit.MAX_CONNECTIONS)).isEqualTo(-1);
    assertThat(left(imported)).containsExactly("row[0].maxConnections");
  }

  @Test
  @Tag("LIM-047")
  void givenAWebhookThatAsksForNothing_itIsNotToldAll() throws NotReadable {
    Imported imported = webhook(From.SOKETI, "\"event_types\": []");

    assertThat(app(imported).webhooks()).isEmpty();
    assertThat(left(imported)).contains("row[0].webhooks[0].event_types");
  }

  @Test
  @Tag("LIM-047")
  void givenAFilterThatHasNoPlace_itsWebhookIsSwitchedOff() throws NotReadable {
    for (String filter :
        List.of("{\"by_moon\": \"full\"}", "[1]", "{\"channel_name_starts_with\": [1]}")) {
      Imported imported =
          webhook(From.SOKETI, "\"event_types\": [\"cache_miss\"], \"filter\": " + filter);

      assertThat(app(imported).webhooks())
          .as(filter)
          .noneMatch(one -> one.settings().of(WebhookSettings.ENABLED));
      assertThat(left(imported)).as(filter).anyMatch(path -> path.contains("filter"));
    }
  }

  @Test
  @Tag("LIM-047")
  void givenATableWithAColumnTwice_itIsRefused() {
    assertThatThrownBy(() -> read(From.SOKETI, "a.csv", "id,key,secret,key\n1,k,s,l\n"))
        .isInstanceOf(NotReadable.class)
        .hasMessageContaining("one name");
  }

  @Test
  @Tag("LIM-045")
  void givenAnAddressWithASecretInItsQuery_onlyItsSiteIsShown() throws NotReadable {
    for (String url :
        List.of(
            "https://h.example.com?token=abc",
            "https://h.example.com#abc",
            "https://u:abc@h.example.com")) {
      Imported imported = app(From.SOKETI, "\"webhooks\": [{\"url\": \"" + url + "\"}]");

      assertThat(Written.apps(Written.withoutSecrets(imported.apps()))).doesNotContain("abc");
    }
  }

  @Test
  @Tag("LIM-047")
  void givenShortSecretsOfOtherFields_theyAreHidden() throws NotReadable {
    Imported imported =
        app(
            From.SOKETI,
            "\"database\": {\"pwd\": \"hunter2\", \"salt\": \"s4lt\", \"nats\": \"nats://u:p@h\","
                + " \"signing\": \"abc\", \"colour\": \"red\"}");

    assertThat(imported.report().left().toString())
        .contains("red")
        .doesNotContain("hunter2", "s4lt", "u:p", "abc");
  }

  @Test
  void givenALineOfBlanks_itIsReadInOneGo() {
    String line = "A=" + "a " + " ".repeat(1 << 20) + "x#y # z";

    assertThat(
            org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> EnvFile.read(line)))
        .containsKey("A");
    assertThat(EnvFile.read("A=b#c # d\nB= # e")).containsEntry("A", new Tree.Text("b#c"));
  }
}
