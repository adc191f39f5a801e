package io.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the client's jar says to R8. */
class ShrinkerRulesTest {
  @Test
  void givenTheRules_theyNameWhatMayBeAbsentAndKeepNothing() throws IOException {
    try (InputStream rules =
        Pusher.class.getResourceAsStream("/META-INF/proguard/belfry-client.pro")) {
      String text =
          new String(Objects.requireNonNull(rules).readAllBytes(), StandardCharsets.UTF_8);

      assertThat(text.lines().filter(line -> !line.startsWith("#")))
          .allMatch(line -> line.startsWith("-dontwarn "))
          .contains("-dontwarn org.bouncycastle.**");
    }
  }
}
