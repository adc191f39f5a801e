package io.belfry.server.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.App;
import io.belfry.server.setting.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that cannot be meant, and files that hold none. */
class ConfigSecretsTest {
  private static final String MARKER = "Zq7xW2marker9sEcReT4kLm1";
  private static final String SHAPE =
      """
      server: {port: 0}
      apps:
        - id: "1"
          keys:
            - key: app-key
              %s
      """;
  private static final String GOOD = SHAPE.formatted("secret: 0123456789abcdef0123456789abcdef");

  @TempDir private Path folder = Path.of("");

  private static List<String> problems(String yaml, Map<String, String> variables) {
    return ConfigJudgedTest.problems(yaml, variables);
  }

  private static List<String> ofSecret(String line) {
    return problems(SHAPE.formatted(line), Map.of());
  }

  @ParameterizedTest
  @Tag("LIM-061")
  @Tag("THR-46")
  @ValueSource(
      strings = {
        "changeme",
        "change-me",
        "ChangeMe123",
        "change_me_to_something_long",
        "password",
        "your-secret",
        "YOUR_APP_SECRET",
        "<secret>",
        "<your secret here>",
        "***",
        "xxxxxxxxxxxxxxxxxxxxxxxx"
      })
  void givenASecretOfAnExample_itIsRefused(String secret) {
    assertThat(ofSecret("secret: \"" + secret + "\""))
        .singleElement()
        .asString()
        .startsWith("line 6: apps[0].keys[0].secret ")
        .contains("openssl rand");
  }

  @ParameterizedTest
  @Tag("LIM-061")
  @ValueSource(
      strings = {
        "${PUSHER_APP_SECRET}",
        "${PUSHER_APP_SECRET:-x}",
        "a${B}c",
        "$PUSHER_APP_SECRET",
        "$(cat secret)",
        "$(SECRET)",
        "{{ .Values.secret }}",
        "%SECRET%",
        "<%= secret %>",
        "env:SECRET",
        "vault:secret/data/app#key",
        "op://vault/item/secret",
        "file:/etc/secret",
        "/run/secrets/app",
        "ENC[AES256,data]"
      })
  void givenAPlaceholder_itIsRefusedAndFileAndVariableAreNamed(String secret) {
    assertThat(ofSecret("secret: \"" + secret + "\""))
        .singleElement()
        .asString()
        .startsWith("line 6: apps[0].keys[0].secret ")
        .contains("secret_file", "BELFRY_APPS_0_KEYS_0_SECRET");
  }

  @Test
  @Tag("LIM-061")
  void givenAPlaceholderWithoutQuotesInBraces_itIsNoRiddle() {
    assertThat(problems("apps: [{id: \"1\", keys: [{key: a, secret: ${SECRET}}]}]", Map.of()))
        .singleElement()
        .asString()
        .startsWith("line 1: ")
        .contains("placeholder", "secret_file", "BELFRY_APPS_0_KEYS_0_SECRET");
    assertThat(ofSecret("secret: ${SECRET}")).singleElement().asString().contains("placeholder");
    assertThat(ofSecret("secret: !ENV SECRET")).singleElement().asString().contains("tag");
  }

  @ParameterizedTest
  @Tag("LIM-061")
  @CsvSource({
    "' 0123456789abcdef0', white space",
    "'0123456789abcdef0 ', white space",
    "'', is empty",
    "app-key, the same as the key",
  })
  void givenASecretThatNobodyMeans_itIsRefused(String secret, String sentence) {
    assertThat(ofSecret("secret: \"" + secret + "\""))
        .singleElement()
        .asString()
        .startsWith("line 6: ")
        .contains(sentence);
  }

  @Test
  @Tag("LIM-061")
  void givenABlockOfText_itsLineEndIsNotPartOfTheSecretUnseen() {
    assertThat(ofSecret("secret: |\n          0123456789abcdef0"))
        .singleElement()
        .asString()
        .contains("white space");
    assertThat(ofSecret("secret:")).singleElement().asString().contains("has no value");
    assertThat(ofSecret("note: x")).singleElement().asString().contains("is missing");
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("app-1.secret"), bytes);
  }

  private List<String> ofFile(Path file) {
    return ofSecret("secret_file: \"" + file + "\"");
  }

  @ParameterizedTest
  @Tag("LIM-062")
  @CsvSource({
    "'', is empty",
    "' ', nothing but white space",
    "'\n\n', nothing but white space",
    "'0123456789abcdef\n0123456789abcdef\n', has 2 lines",
    "'key=demo\nsecret=0123456789abcdef\n', has 2 lines",
    "'\uFEFF0123456789abcdef0\n', byte order mark",
    "'0123456789\u0000abcdef0', control characters",
    "changeme, openssl rand",
    "${SECRET}, BELFRY_APPS_0_KEYS_0_SECRET",
    "app-key, the same as the key"
  })
  void givenAFileThatHoldsNoSecret_itIsSaidWhy(String text, String why) throws IOException {
    assertThat(ofFile(file(text.getBytes(StandardCharsets.UTF_8))))
        .singleElement()
        .asString()
        .startsWith("line 6: apps[0].keys[0].secret_file")
        .contains(why);
  }

  @ParameterizedTest
  @Tag("LIM-062")
  @ValueSource(strings = {"", "\n", "\r\n", "\n\n", " \n"})
  void givenAFileWithOneLine_itIsTheSecretHoweverItEnds(String end) throws IOException {
    Path file = file(("0123456789abcdef0" + end).getBytes(StandardCharsets.UTF_8));
    ConfigResult result =
        ConfigReader.read(SHAPE.formatted("secret_file: \"" + file + "\""), Map.of(), Map.of());

    assertThat(result).isInstanceOf(ConfigResult.Loaded.class);
    assertThat(result.files()).containsExactly(file);
    App app = ((ConfigResult.Loaded) result).config().apps().get(0);
    String token = "app-key:" + io.belfry.protocol.sign.Secret.of("0123456789abcdef0").sign("x");
    assertThat(app.verify(token, "x")).isEqualTo(App.Verdict.GRANTED);
  }

  @Test
  @Tag("LIM-062")
  void givenNoFileToRead_thereIsOneProblemWithTheWholePath() throws IOException {
    Path missing = folder.resolve("missing.secret");
    assertThat(ofFile(missing)).singleElement().asString().contains(missing + " does not exist");
    assertThat(ofSecret("secret_file: ./none.secret"))
        .singleElement()
        .asString()
        .contains(Path.of("none.secret").toAbsolutePath() + " does not exist");
    assertThat(ofFile(folder)).singleElement().asString().contains("is a folder");
    assertThat(ofFile(Path.of("/dev/null"))).singleElement().asString().contains("no regular file");
    Path utf16 = file("0123456789abcdef0".getBytes(StandardCharsets.UTF_16LE));
    assertThat(ofFile(utf16)).singleElement().asString().contains(utf16.toString());
    Path binary = file(new byte[] {(byte) 0xFF, (byte) 0xFE, 1});
    assertThat(ofFile(binary)).singleElement().asString().contains("is not UTF-8 text");
    Path large = file(new byte[100_000]);
    assertThat(ofFile(large)).singleElement().asString().contains("more than 4096 bytes");
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"));
    assertThat(ofFile(dangling)).singleElement().asString().contains("does not exist");
  }

  @Test
  @Tag("LIM-062")
  void givenAFileThatNobodyMayRead_itIsSaidOrRootReadsIt() throws IOException {
    Path file = file("0123456789abcdef0".getBytes(StandardCharsets.UTF_8));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));

    List<String> problems = ofFile(file);

    assertThat(Files.isReadable(file) ? List.of("may not read") : problems)
        .singleElement()
        .asString()
        .contains("may not read");
  }

  @Test
  @Tag("LIM-062")
  void givenBothSecretAndFile_theLaterSourceHoldsAndOneSourceIsRefused() throws IOException {
    Path file = file("0123456789abcdef0".getBytes(StandardCharsets.UTF_8));
    String both =
        SHAPE.formatted("secret_file: \"" + file + "\"\n        secret: 0123456789abcdef1");
    assertThat(problems(both, Map.of()))
        .singleElement()
        .asString()
        .contains("are both given")
        .startsWith("line 6: ");

    String yaml = SHAPE.formatted("secret_file: /nowhere.secret");
    assertThat(problems(yaml, Map.of("BELFRY_APPS_0_KEYS_0_SECRET", "0123456789abcdef1")))
        .isEmpty();
    assertThat(problems(GOOD, Map.of("BELFRY_APPS_0_KEYS_0_SECRET_FILE", "/nowhere.secret")))
        .singleElement()
        .asString()
        .startsWith("BELFRY_APPS_0_KEYS_0_SECRET_FILE: ");
  }

  private static String said(
      String yaml, Map<String, String> variables, Map<String, String> flags) {
    return switch (ConfigReader.read(yaml, variables, flags)) {
      case ConfigResult.Loaded loaded -> loaded.warnings().toString() + loaded.config();
      case ConfigResult.NotConfigured refused -> refused.problems().toString();
    };
  }

  /** A secret in the wrong place is a secret all the same. */
  @ParameterizedTest
  @Tag("LIM-045")
  @Tag("THR-47")
  @ValueSource(
      strings = {
        "secret: *%s",
        "secret: &%s",
        "secret: !%s",
        "secret: !!%s x",
        "secret: !<%s> x",
        "secret: !%s!x y",
        "secret: @%s",
        "secret: `%s",
        "secret: %%%s",
        "secret: {%s",
        "secret: [%s",
        "secret: {%s: 1}",
        "secret: [%s]",
        "secret: \"%s",
        "secret: '%s",
        "secret: \"\\%s\"",
        "secret: \"\\x%s\"",
        "secret: a: %s",
        "secret: |%s",
        "secret: >%s",
        "secret: ? %s",
        "secret: - %s",
        "secret:\t%s\n\t- x",
        "secret:%s",
        "secret %s",
        "%s",
        "%s: x",
        "? %s",
        "secret: x\n        %s: y",
        "secret: x\n        %s: y\n        %s: z",
        "secret: x\n      %s",
        "secret: x\n     %s: 1",
        "secret: x\n        note: *%s",
        "secrt: %s",
        "secret_file: %s",
        "secret_file: secrets/%s",
        "secret_file: \"\\0%s\"",
        "active: %s",
        "created_at: {%s: 1}",
        "secret: ${%s}",
        "secret: %s\n        secret: %s",
        "secret: %s\n        secret_file: /nowhere",
        "secret: \" %s\"",
        "secret: %s\u0000",
        "secret: x\n  %%TAG ! %s",
        "secret: x\n%%YAML %s\n",
        "secret: x\n---\n%s",
        "secret: x\n...\n%s: {",
      })
  void givenASecretThatBreaksTheFile_noWordRepeatsIt(String line) {
    String yaml = SHAPE.formatted(line.replace("%s", MARKER).replace("%%", "%"));

    assertThat(said(yaml, Map.of(), Map.of())).doesNotContain(MARKER);
  }

  @Test
  @Tag("LIM-045")
  @Tag("THR-47")
  void givenASecretInPlaceOfAnyValue_noProblemRepeatsIt() {
    List<String> texts = new ArrayList<>();
    for (Setting<?> setting : new SettingTable().all()) {
      String path = setting.path().replace("[]", "[0]");
      for (String text : List.of(MARKER, " " + MARKER, "https://u:" + MARKER + "@h.example/x")) {
        texts.add(said(GOOD, Map.of(VariableName.of(path), text), Map.of()));
        texts.add(said(GOOD, Map.of(), Map.of(path, text)));
      }
      String yaml = GOOD + path.replaceFirst(".*\\.", "") + ": " + MARKER + "\n";
      texts.add(said(yaml, Map.of(), Map.of()));
    }
    texts.add(
        said(GOOD, Map.of("BELFRY_SERVER_" + MARKER, "x"), Map.of())
            .replace("BELFRY_SERVER_" + MARKER, ""));
    texts.add(said(GOOD, Map.of("BELFRY_SERVER_X", MARKER, "BELFRY_X", MARKER), Map.of()));
    texts.add(said(GOOD, Map.of(), Map.of(MARKER, "x", "server." + MARKER, "x", "x", MARKER)));
    for (String words : texts) {
      // What is not refused is in force, and a public value may be shown.
      if (words.startsWith("[ConfigProblem") || words.contains("problem")) {
        assertThat(words).doesNotContain(MARKER);
      }
    }
    assertThat(texts).isNotEmpty();
  }
}
