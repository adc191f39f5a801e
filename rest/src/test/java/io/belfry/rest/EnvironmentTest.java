package io.belfry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("HTTP-168")
class EnvironmentTest {
  private static final String URL = "https://push.example.com/live";

  private final Map<String, String> variables =
      new HashMap<>(
          Map.of(
              "BELFRY_URL",
              URL,
              "BELFRY_APP_ID",
              "1",
              "BELFRY_KEY",
              "key",
              "BELFRY_SECRET",
              "hush"));

  private RestOptions options() {
    return new Environment(variables).options();
  }

  @Test
  void givenAllVariables_theyNameTheApp() {
    assertThat(options().server()).hasToString(URL);
    assertThat(options().appId()).isEqualTo("1");
    assertThat(options().key()).isEqualTo("key");
    assertThat(options().secret().sign("x"))
        .isEqualTo(RestOptions.of(URL, "1", "key", "hush").secret().sign("x"));
  }

  @Test
  void givenASecretFile_itIsRead(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("app.secret"), "hush\n");
    variables.put("BELFRY_SECRET", "");
    variables.put("BELFRY_SECRET_FILE", file.toString());

    assertThat(options().secret().length()).isEqualTo(4);
  }

  @Test
  void givenAUrlWithEverything_itIsEnough() {
    variables.clear();
    variables.put("BELFRY_URL", "https://key:hush@push.example.com/live/apps/7");

    assertThat(options().server()).hasToString(URL);
    assertThat(options().appId()).isEqualTo("7");
    variables.put("BELFRY_APP_ID", "1");
    assertThatThrownBy(this::options)
        .hasMessageContaining("BELFRY_APP_ID is set")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
  }

  @Test
  @Tag("HTTP-163")
  void givenMissingOrEmptyVariables_allAreNamedAtOnce() {
    variables.put("BELFRY_URL", "");
    variables.remove("BELFRY_APP_ID");
    variables.remove("BELFRY_SECRET");
    assertThatThrownBy(this::options)
        .hasMessageContaining("BELFRY_URL is not set; BELFRY_APP_ID is not set; neither");

    variables.put("BELFRY_SECRET", "hush");
    variables.put("BELFRY_SECRET_FILE", "/run/secrets/hush");
    assertThatThrownBy(this::options)
        .hasMessageContaining("both BELFRY_SECRET and BELFRY_SECRET_FILE are set")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
  }

  @Test
  void givenWhatAServiceOfThatNamePutsIntoPods_itChangesNothing() {
    variables.put("BELFRY_PORT", "tcp://10.0.0.1:6001");
    variables.put("BELFRY_SERVICE_HOST", "10.0.0.1");

    assertThat(options().server()).hasToString(URL);
  }

  @Test
  void givenNoSuchVariables_itSaysSo() {
    assertThatThrownBy(() -> new Environment(Map.of()).options())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Expected BELFRY_URL, BELFRY_APP_ID, BELFRY_KEY");
  }
}
