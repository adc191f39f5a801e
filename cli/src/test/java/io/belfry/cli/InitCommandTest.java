package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.BelfryServer;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {
  private static final Pattern SECRET = Pattern.compile("secret: ([0-9a-f]{64})\n");

  @TempDir private Path folder = Path.of("");

  private Path file() {
    return folder.resolve("belfry.yaml");
  }

  private Ran init(String... words) {
    return Ran.with(
        Stream.concat(Stream.of("init", file().toString()), Stream.of(words))
            .toArray(String[]::new));
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  @Tag("LIM-081")
  @Tag("LIM-045")
  void givenInit_theFileIsGoodItsOwnersAloneAndServed() throws IOException {
    Ran ran = init("--port=0", "--operations-port=0");

    assertThat(ran.exitCode()).as(ran.err()).isZero();
    Matcher secret = SECRET.matcher(Files.readString(file()));
    assertThat(secret.find()).isTrue();
    assertThat(ran.out())
        .contains("belfry serve --config " + file())
        .doesNotContain(secret.group(1));
    assertThat(mode(file())).isEqualTo("rw-------");
    Ran check = Ran.with("config", "check", file().toString());
    assertThat(check.exitCode()).as(check.out()).isZero();
    assertThat(check.out()).endsWith(file() + " is good: 1 app.\n");
    if (ConfigReader.read(file(), Map.of(), Map.of()) instanceof ConfigResult.Loaded loaded) {
      try (BelfryServer server = BelfryServer.start(loaded.config())) {
        Ran sent =
            Ran.with(
                "trigger", "a", "e", "x", "--config=" + file(), "--url=" + server.uri(), "--json");
        assertThat(sent.exitCode()).as(sent.err()).isZero();
      }
    }
  }

  @Test
  @Tag("LIM-081")
  void givenASecretFile_theSecretIsThereAndNowhereElse() throws IOException {
    Path secret = folder.resolve("app \"1\".secret");

    Ran ran = init("--secret-file=" + secret, "--json");

    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).startsWith("{\"file\":").hasLineCount(1);
    assertThat(Files.readString(secret)).matches("[0-9a-f]{64}\n");
    assertThat(mode(secret)).isEqualTo("rw-------");
    assertThat(Files.readString(file())).doesNotContain(Files.readString(secret).strip());
    assertThat(Ran.with("config", "check", file().toString()).exitCode()).isZero();
  }

  @Test
  @Tag("LIM-081")
  void givenAFileThatIsThere_itStaysUnlessForced() throws IOException {
    Files.writeString(file(), "apps: []\n");
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));

    Ran refused = init();
    String after = Files.readString(file());
    Ran forced = init("--force");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("--force").hasLineCount(1);
    assertThat(after).isEqualTo("apps: []\n");
    assertThat(forced.exitCode()).as(forced.err()).isZero();
    assertThat(mode(file())).isEqualTo("rw-------");
    assertThat(SECRET.matcher(Files.readString(file())).find()).isTrue();
  }

  @Test
  void givenAPlaceThatCannotBeWritten_oneSentenceSaysSo() {
    for (String place : new String[] {folder.resolve("none/belfry.yaml").toString(), "/dev/null"}) {
      Ran ran = Ran.with("init", place, "--force");

      assertThat(ran.exitCode()).as(place).isEqualTo(2);
      assertThat(ran.err()).startsWith("belfry: ").hasLineCount(1);
    }
  }
}
