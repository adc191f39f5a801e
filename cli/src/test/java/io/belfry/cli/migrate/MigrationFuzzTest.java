package io.belfry.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cli.migrate.Migration.From;
import io.belfry.cli.migrate.Migration.Imported;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

@net.jqwik.api.Tag("LIM-047")
class MigrationFuzzTest {
  private static final String SECRET = "5ecre7-0f-the-5h0p-1234";
  private static final List<String> NAMES =
      List.of("a.json", "a.toml", "a.csv", ".env", "reverb.php", "x");

  private static final List<String> SAMPLES =
      List.of(
          "{\"appManager\": {\"array\": {\"apps\": [{\"id\": \"1\", \"key\": \"k\", \"secret\": \"%s\","
              + " \"webhooks\": [{\"url\": \"https://a.b/c\", \"event_types\": [\"cache_miss\"],"
              + " \"filter\": {\"channel_name_starts_with\": \"x\"}, \"headers\": {\"A\": \"b\"}}]}]}}}",
          "[[app_manager.array.apps]]\nid = \"1\"\nkey = \"k\"\nsecret = \"%s\"\nmax_connections = 0\n"
              + "[app_manager.array.apps.limits]\nmax_event_payload_in_kb = 3\n",
          "id,key,secret,enabled\n1,k,%s,1\n2,\"k\"\"2\",%s,0\n",
          "SOKETI_DEFAULT_APP_ID=1\nSOKETI_DEFAULT_APP_KEY=k\nSOKETI_DEFAULT_APP_SECRET=%s\n"
              + "REVERB_APP_ID=1\nREVERB_APP_KEY=k\nREVERB_APP_SECRET='%s'\n",
          "<?php return ['apps' => ['apps' => [['app_id' => '1', 'key' => \"k\", 'secret' => '%s',"
              + " 'max_connections' => env('X', 1), 'allowed_origins' => ['*']]]]];",
          "{\"clients\": [{\"appId\": \"1\", \"key\": \"k\"}]}");

  /** Any bytes are a report, or a refusal in words; what is taken over is a configuration. */
  private static void holds(byte[] bytes) {
    for (From from : From.values()) {
      for (String name : NAMES) {
        try {
          Imported imported =
              new Migration(Map.of("X", new Tree.Text("1")), () -> SECRET).read(from, name, bytes);
          imported.report().left().forEach(left -> assertThat(left.toString()).isNotBlank());
          if (!imported.apps().isEmpty()) {
            assertThat(ConfigReader.read(Written.apps(imported.apps()), Map.of(), Map.of()))
                .isInstanceOf(ConfigResult.Loaded.class);
          }
        } catch (NotReadable e) {
          assertThat(e).hasMessageEndingWith(".");
        }
      }
    }
  }

  @Property(tries = 300, seed = "20261128")
  void givenAnyBytes_thereIsAReportOrARefusal(@ForAll @Size(max = 400) byte[] bytes) {
    holds(bytes);
  }

  @Provide
  Arbitrary<String> broken() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            "\"",
            "'",
            ",",
            "=>",
            "=",
            "\\",
            "\n",
            "null",
            "-1",
            "0",
            "1e999",
            "env(",
            "array(",
            "/*",
            "#",
            "${X}",
            "\\ud800",
            "\u2028",
            "apps[0].id",
            "%",
            "\"id\": {}",
            "[[a]]",
            "é",
            "\uD83D\uDE00");
    return Arbitraries.of(SAMPLES)
        .flatMap(
            sample ->
                pieces
                    .list()
                    .ofMaxSize(4)
                    .flatMap(
                        put ->
                            Arbitraries.integers()
                                .between(0, sample.length())
                                .list()
                                .ofSize(put.size() * 2)
                                .map(at -> spoiled(sample, put, at))));
  }

  private static String spoiled(String sample, List<String> put, List<Integer> at) {
    String text = sample.replace("%s", SECRET);
    for (int i = 0; i < put.size(); i++) {
      int from = Math.min(at.get(2 * i), text.length());
      int to = Math.min(text.length(), from + at.get(2 * i + 1) % 3);
      text = text.substring(0, from) + put.get(i) + text.substring(to);
    }
    return text;
  }

  @Property(tries = 1500, seed = "20261128")
  void givenAFileThatIsNearlyRight_thereIsAReportOrARefusal(@ForAll("broken") String text) {
    holds(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 30, seed = "20261128")
  void givenDeepNesting_itIsRefused(@ForAll("brackets") String bracket) {
    holds(bracket.repeat(20_000).getBytes(StandardCharsets.UTF_8));
    holds(("<?php return " + bracket.repeat(20_000)).getBytes(StandardCharsets.UTF_8));
    holds(("a = " + bracket.repeat(20_000)).getBytes(StandardCharsets.UTF_8));
  }

  @Provide
  Arbitrary<String> brackets() {
    return Arbitraries.of(
        "[", "{\"a\":", "array(", "['a'=>", "(int)", "a.", "{a=", "\"", "/*", "//\n");
  }
}
