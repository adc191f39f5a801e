package io.belfry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people hand over as a secret, by hand and by file. */
@Tag("HTTP-168")
class SecretTextTest {
  private static final String URL = "http://127.0.0.1:6001";

  @TempDir private Path folder;

  private static RestOptions with(String secret) {
    return RestOptions.of(URL, "1", "key", secret);
  }

  private static String signed(RestOptions options) {
    return options.secret().sign("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hush\n",
        "hush\r\n",
        "hush\r",
        " hush",
        "hush ",
        "\thush",
        "hush\u00a0",
        "hush\u2028",
        "hush\u0085",
        "\ufeffhush",
        "hush\u0000",
        "\nhush\n",
        "hush\u3000",
        " "
      })
  @Tag("HTTP-163")
  void givenStrayCharactersAtItsEnds_itIsRefusedAndTheWayOutIsNamed(String secret) {
    assertThatThrownBy(() -> with(secret))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("RestOptions.ofSecretFile")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hush\nhush", "hush\r\nhush", "a\u2028b"})
  void givenSeveralLines_itIsRefused(String secret) {
    assertThatThrownBy(() -> with(secret)).hasMessageContaining("several lines");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"${BELFRY_SECRET}", "${secret:}", "$(cat r.secret)", "{{ secret }}", "<secret>"})
  void givenAPlaceholderThatNobodyFilledIn_itIsRefused(String secret) {
    assertThatThrownBy(() -> with(secret)).hasMessageContaining("placeholder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hush", "two words", "$ecret", "a{b}", "ä", "${", "a<b>"})
  void givenOddSecretsThatAreWhole_theyAreTaken(String secret) {
    assertThat(with(secret).secret().length()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hush", "hush\n", "hush\r\n", "  hush \n\n"})
  void givenAFile_whiteSpaceAroundItsSecretIsPassedOver(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("app.secret"), content);

    assertThat(signed(RestOptions.ofSecretFile(URL, "1", "key", file)))
        .isEqualTo(signed(with("hush")));
  }

  @ParameterizedTest
  @CsvSource({
    "'', is empty",
    "'\n', is empty",
    "\ufeffhush, byte order mark",
    "'hush\nhush', several lines",
    "'hush\r\nhush\r\n', several lines"
  })
  @Tag("HTTP-163")
  void givenAFileThatHoldsSomethingElse_itIsRefusedByItsName(String content, String words)
      throws IOException {
    Path file = Files.writeString(folder.resolve("app.secret"), content);

    assertThatThrownBy(() -> RestOptions.ofSecretFile(URL, "1", "key", file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toAbsolutePath().toString())
        .hasMessageContaining(words)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
  }

  @Test
  void givenAFileThatCannotBeRead_itIsRefusedByItsName() throws IOException {
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
    Path endless = Files.write(folder.resolve("endless"), new byte[5000]);
    Path utf16 = Files.write(folder.resolve("utf16"), "hush".getBytes(StandardCharsets.UTF_16));

    refused(folder.resolve("missing"), "cannot be read, NoSuchFileException");
    refused(folder, "cannot be read");
    refused(binary, "not UTF-8");
    refused(utf16, "not UTF-8");
    refused(endless, "longer than 4096 bytes");
  }

  private static void refused(Path file, String words) {
    assertThatThrownBy(() -> RestOptions.ofSecretFile(URL, "1", "key", file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(words);
  }
}
