package io.belfry.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.cli.migrate.Migration.From;
import io.belfry.cli.migrate.Migration.Imported;
import io.belfry.cli.migrate.MigrationReport.Left;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrationTest {
  private static final String SECRET = "5ecre7-0f-the-5h0p";
  private static final String MADE = "0123456789abcdef0123456789abcdef";

  private static Imported read(From from, String name, String text) throws NotReadable {
    return read(from, name, text, "");
  }

  private static Imported read(From from, String name, String text, String env) throws NotReadable {
    return new Migration(EnvFile.read(env), () -> MADE)
        .read(from, name, text.getBytes(StandardCharsets.UTF_8));
  }

  // As a server would have them, which is what config check says.
  private static List<App> apps(Imported imported) {
    return switch (ConfigReader.read(Written.apps(imported.apps()), Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config().apps();
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  private static App app(Imported imported) {
    assertThat(apps(imported)).hasSize(1);
    return apps(imported).get(0);
  }

  private static List<String> left(Imported imported) {
    return imported.report().left().stream().map(Left::path).toList();
  }

  private static long limit(App app, Limit limit) {
    return app.limits().of(limit);
  }

  @Test
  @Tag("LIM-047")
  void givenAConfigurationOfSoketi_itsAppsAreTakenOverWithLimitsAndWebhooks() throws NotReadable {
    Imported imported =
        read(
            From.SOKETI,
            "config.json",
            """
            {
              "debug": true,
              "port": 6001,
              "appManager.array.apps": [
                {
                  "id": "1", "key": "shop-key", "secret": "%s",
                  "enabled": true, "enableClientMessages": true, "enableUserAuthentication": true,
                  "maxConnections": 200, "maxBackendEventsPerSecond": -1,
                  "maxClientEventsPerSecond": "20", "maxReadRequestsPerSecond": 5,
                  "maxPresenceMembersPerChannel": 50, "maxPresenceMemberSizeInKb": 2,
                  "maxChannelNameLength": 150, "maxEventChannelsAtOnce": 20,
                  "maxEventNameLength": 100, "maxEventPayloadInKb": 0.5, "maxEventBatchSize": 8,
                  "webhooks": [
                    {"url": "https://shop.example.com/hooks?token=abc",
                     "event_types": ["channel_occupied", "member_added"],
                     "filter": {"channel_name_starts_with": "presence-", "channel_name_ends_with": "-eu"},
                     "headers": {"X-Shop": "secret-header"}},
                    {"lambda_function": "hooks", "event_types": ["cache_miss"],
                     "lambda": {"async": true, "region": "eu-west-1"}}
                  ]
                }
              ]
            }
            """
                .formatted(SECRET));

    App app = app(imported);
    assertThat(app.id()).isEqualTo("1");
    assertThat(app.keys()).extracting(App.Key::key).containsExactly("shop-key");
    assertThat(app.settings().of(AppSettings.CLIENT_EVENTS_ENABLED)).isTrue();
    assertThat(app.settings().of(AppSettings.AUTHORIZED_CONNECTIONS)).isTrue();
    assertThat(limit(app, Limit.MAX_CONNECTIONS)).isEqualTo(200);
    assertThat(limit(app, Limit.BACKEND_EVENTS_PER_SECOND)).isEqualTo(-1);
    assertThat(limit(app, Limit.CLIENT_EVENTS_PER_SECOND)).isEqualTo(20);
    assertThat(limit(app, Limit.READ_REQUESTS_PER_SECOND)).isEqualTo(5);
    assertThat(limit(app, Limit.MAX_PRESENCE_MEMBERS)).isEqualTo(50);
    assertThat(limit(app, Limit.MAX_PRESENCE_MEMBER_BYTES)).isEqualTo(2048);
    assertThat(limit(app, Limit.MAX_CHANNEL_NAME_LENGTH)).isEqualTo(150);
    assertThat(limit(app, Limit.MAX_CHANNELS_PER_EVENT)).isEqualTo(20);
    assertThat(limit(app, Limit.MAX_EVENT_NAME_LENGTH)).isEqualTo(100);
    assertThat(limit(app, Limit.MAX_EVENT_PAYLOAD_BYTES)).isEqualTo(512);
    assertThat(limit(app, Limit.MAX_BATCH_SIZE)).isEqualTo(8);
    assertThat(app.webhooks()).hasSize(1);
    assertThat(app.webhooks().get(0).url()).hasToString("https://shop.example.com/hooks?token=abc");
    assertThat(app.webhooks().get(0).headers()).hasSize(1);
    assertThat(left(imported))
        .containsExactly(
            "debug",
            "port",
            "appManager.array.apps[0].webhooks[1].lambda_function",
            "appManager.array.apps[0].webhooks[1].event_types[0]",
            "appManager.array.apps[0].webhooks[1].lambda.async",
            "appManager.array.apps[0].webhooks[1].lambda.region");
  }

  @Test
  @Tag("LIM-047")
  void givenVariablesOfSoketi_theDefaultAppIsTakenOver() throws NotReadable {
    Imported imported =
        read(
            From.SOKETI,
            ".env",
            """
            # the server
            DB_PASSWORD=other
            SOKETI_DEBUG=1
            SOKETI_DEFAULT_APP_ID=7
            SOKETI_DEFAULT_APP_KEY="shop-key"
            export SOKETI_DEFAULT_APP_SECRET='%s'
            SOKETI_DEFAULT_APP_MAX_CONNS=200   # enough
            SOKETI_DEFAULT_APP_ENABLE_CLIENT_MESSAGES=true
            SOKETI_DEFAULT_APP_WEBHOOKS=[{"url":"https://a.example.com/x","event_types":["cache_miss"]}]
            """
                .formatted(SECRET));

    App app = app(imported);
    assertThat(app.id()).isEqualTo("7");
    assertThat(limit(app, Limit.MAX_CONNECTIONS)).isEqualTo(200);
    assertThat(app.webhooks()).hasSize(1);
    assertThat(left(imported)).containsExactly("SOKETI_DEBUG");
  }

  @Test
  @Tag("LIM-047")
  void givenRowsOfSoketisTable_eachIsAnApp() throws NotReadable {
    Imported imported =
        read(
            From.SOKETI,
            "apps.csv",
            """
            id,key,secret,max_connections,enable_client_messages,enabled,webhooks,created_by
            1,key-1,%s,200,1,1,"[{""url"":""https://a.example.com/x"",""event_types"":[""cache_miss""]}]",ada
            2,key-2,%s,-1,0,0,,NULL
            """
                .formatted(SECRET, SECRET));

    assertThat(apps(imported)).extracting(App::id).containsExactly("1", "2");
    assertThat(apps(imported)).extracting(App::isEnabled).containsExactly(true, false);
    assertThat(apps(imported).get(0).webhooks()).hasSize(1);
    assertThat(left(imported)).containsExactly("row[0].created_by", "row[1].created_by");
  }

  private static final String REVERB =
      """
      <?php

      use Illuminate\\Support\\Str;

      return [
          'default' => env('REVERB_SERVER', 'reverb'),
          'servers' => ['reverb' => ['host' => '0.0.0.0', 'options' => ['tls' => []]]],
          'apps' => [
              'provider' => 'config',
              'apps' => [
                  [   /* the shop */
                      'key' => env('REVERB_APP_KEY'),
                      'secret' => env('REVERB_APP_SECRET'),
                      'app_id' => env('REVERB_APP_ID'),
                      'options' => [
                          'port' => env('REVERB_PORT', 443),
                          'useTLS' => env('REVERB_SCHEME', 'https') === 'https',
                      ],
                      'allowed_origins' => ['shop.example.com', '*.example.org', 'a b'],
                      'ping_interval' => (int) env('REVERB_APP_PING_INTERVAL', 60),
                      'activity_timeout' => env('REVERB_APP_ACTIVITY_TIMEOUT', 30),
                      'max_connections' => env('REVERB_APP_MAX_CONNECTIONS'),
                      'max_message_size' => env('REVERB_APP_MAX_MESSAGE_SIZE', 20_000),
                      'accept_client_events_from' => 'all',
                      'rate_limiting' => ['enabled' => env('X', false), 'max_attempts' => 60],
                      'extra' => Str::of('a, b') . config('x', [1]),
                  ],
              ],
          ],
      ];
      """;

  @Test
  @Tag("LIM-047")
  void givenTheFileOfReverbAndItsVariables_theAppIsTakenOver() throws NotReadable {
    Imported imported =
        read(
            From.REVERB,
            "reverb.php",
            REVERB,
            "REVERB_APP_KEY=shop-key\nREVERB_APP_SECRET=" + SECRET + "\nREVERB_APP_ID=7\n");

    App app = app(imported);
    assertThat(app.id()).isEqualTo("7");
    assertThat(limit(app, Limit.MAX_CLIENT_MESSAGE_BYTES)).isEqualTo(20_000);
    assertThat(limit(app, Limit.MAX_CONNECTIONS)).isEqualTo(-1);
    assertThat(app.settings().of(AppSettings.ACTIVITY_TIMEOUT)).hasSeconds(30);
    assertThat(app.settings().of(AppSettings.CLIENT_EVENTS_ENABLED)).isTrue();
    assertThat(app.settings().of(AppSettings.ALLOWED_ORIGINS))
        .extracting(Object::toString)
        .containsExactly("shop.example.com", "*.example.org");
    String at = "apps.apps[0].";
    assertThat(left(imported))
        .contains("default", "servers.reverb.host", "apps.provider")
        .contains(at + "options.useTLS", at + "allowed_origins[2]", at + "ping_interval")
        .contains(at + "extra")
        .doesNotContain(at + "rate_limiting.max_attempts");
  }

  @Test
  @Tag("LIM-047")
  void givenTheFileOfReverbWithoutItsVariables_nothingIsGuessed() throws NotReadable {
    Imported imported = read(From.REVERB, "reverb.php", REVERB);

    assertThat(imported.apps()).isEmpty();
    assertThat(imported.report().left())
        .filteredOn(left -> left.path().equals("apps.apps[0].secret"))
        .singleElement()
        .extracting(Left::why)
        .asString()
        .contains("REVERB_APP_SECRET", "--env-file");
  }

  @Test
  @Tag("LIM-047")
  void givenVariablesOfReverb_theAppIsTakenOver() throws NotReadable {
    Imported imported =
        read(
            From.REVERB,
            ".env",
            """
            APP_KEY=base64:x
            REVERB_APP_ID=7
            REVERB_APP_KEY=shop-key
            REVERB_APP_SECRET=%s
            REVERB_HOST="localhost"
            VITE_REVERB_APP_KEY="${REVERB_APP_KEY}"
            """
                .formatted(SECRET));

    assertThat(app(imported).id()).isEqualTo("7");
    assertThat(left(imported)).containsExactly("REVERB_HOST");
  }

  @Test
  @Tag("LIM-002")
  @Tag("LIM-047")
  void givenAFileOfSockudo_noughtIsNoLimit() throws NotReadable {
    Imported imported =
        read(
            From.SOCKUDO,
            "config.toml",
            """
            port = 6001

            [app_manager]
            driver = "memory"

            [[app_manager.array.apps]]
            id = "1"
            key = "shop-key"
            secret = "${SHOP_SECRET:-%s}"
            enabled = true
            max_connections = 0
            max_client_events_per_second = 25

            [app_manager.array.apps.features]
            enable_client_messages = true
            enable_watchlist_events = false

            [app_manager.array.apps.limits]
            max_event_payload_in_kb = 64
            decay_seconds = 60

            [app_manager.array.apps.channels]
            allowed_origins = ["https://shop.example.com"]
            channel_namespaces = ["a"]

            [[app_manager.array.apps.webhooks]]
            url = "https://shop.example.com/hooks"
            event_types = ["client_event", "push_sent"]
            request_timeout_ms = 5000
            filter = { channel_pattern = "^private-" }

            [[app_manager.array.apps]]
            id = "2"
            key = "key-2"
            secret = 'secret-2-secret-2-secret'
            """
                .formatted(SECRET),
            "OTHER=1");

    App app = apps(imported).get(0);
    assertThat(apps(imported)).hasSize(2);
    assertThat(limit(app, Limit.MAX_CONNECTIONS)).isEqualTo(-1);
    assertThat(limit(app, Limit.CLIENT_EVENTS_PER_SECOND)).isEqualTo(25);
    assertThat(limit(app, Limit.MAX_EVENT_PAYLOAD_BYTES)).isEqualTo(65_536);
    assertThat(app.settings().of(AppSettings.WATCHLIST_ENABLED)).isFalse();
    assertThat(app.webhooks()).hasSize(1);
    String at = "app_manager.array.apps[0].";
    assertThat(left(imported))
        .containsExactlyInAnyOrder(
            "port",
            "app_manager.driver",
            at + "limits.decay_seconds",
            at + "channels.channel_namespaces[0]",
            at + "webhooks[0].event_types[1]");
  }

  @Test
  @Tag("LIM-047")
  @Tag("LIM-048")
  void givenAFileOfEchoServer_aSecretIsMade() throws NotReadable {
    Imported imported =
        read(
            From.ECHO_SERVER,
            "laravel-echo-server.json",
            """
            {"authHost": "http://localhost", "sslPassphrase": "pa55phrase",
             "clients": [{"appId": "5145248de30f05ed", "key": "d1b05730285c3300a78fb638184b7659"}]}
            """);

    App app = app(imported);
    assertThat(app.id()).isEqualTo("5145248de30f05ed");
    assertThat(Written.apps(imported.apps())).contains(MADE);
    assertThat(imported.report().notes()).anyMatch(note -> note.contains("has no secrets"));
    assertThat(left(imported)).containsExactly("authHost", "sslPassphrase");
    assertThat(imported.report().left().toString()).doesNotContain("pa55phrase");
  }

  @Test
  @Tag("LIM-047")
  void givenWhatAConfigurationMayNotHave_itIsLeftAndTheRestPasses() throws NotReadable {
    Imported imported =
        read(
            From.SOKETI,
            "apps.json",
            """
            [{"id": "1", "key": "key-1", "secret": "%s", "maxEventPayloadInKb": 4096,
              "maxConnections": "many",
              "webhooks": [{"url": "ftp://a.example.com/x", "event_types": ["cache_miss"]}]},
             {"id": "1", "key": "key-2", "secret": "%s"},
             {"id": "3", "key": "a key", "secret": "%s"},
             {"id": "4", "key": "key-4"},
             "nothing"]
            """
                .formatted(SECRET, SECRET, SECRET));

    App app = app(imported);
    assertThat(app.id()).isEqualTo("1");
    assertThat(app.keys().get(0).key()).isEqualTo("key-1");
    assertThat(app.webhooks()).isEmpty();
    assertThat(limit(app, Limit.MAX_EVENT_PAYLOAD_BYTES)).isEqualTo(10_240);
    assertThat(imported.report().left().toString())
        .contains("maxConnections", "limits.max_event_payload_bytes", "webhooks[0].url")
        .contains("app 3", "row[3].key", "row[4]")
        .doesNotContain(SECRET);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SOKETI|config.json|{\"a\": 1}|has no apps at appManager.array.apps",
        "SOKETI|config.json|{\"a\": |is no JSON",
        "SOKETI|config.json|''|empty",
        "SOCKUDO|config.toml|[a|no TOML at line 1",
        "REVERB|reverb.php|<?php echo 1;|does not return an array",
        "REVERB|reverb.php|<?php return ['a' => [;|array that is not closed",
        "REVERB|reverb.json|{}|config/reverb.php",
        "ECHO_SERVER|x.csv|a|laravel-echo-server.json"
      })
  void givenAFileOfAnotherKind_theRefusalSaysWhatWasExpected(
      From from, String name, String text, String sentence) {
    assertThatThrownBy(() -> read(from, name, text))
        .isInstanceOf(NotReadable.class)
        .hasMessageContaining(sentence);
  }
}
