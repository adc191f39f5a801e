package io.belfry.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.bench.run.Options.Placement;
import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.server.app.App;
import io.belfry.server.config.ClusterSettings;
import io.belfry.server.config.ClusterSettings.Joined;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BenchConfigTest {
  private static final Placement PLACEMENT =
      new Placement(Optional.empty(), 1, "auto", Optional.empty());

  private static final BenchConfig CONFIG = new BenchConfig(PLACEMENT, Path.of("data"));

  private static App app(String yaml) {
    return config(yaml).apps().getFirst();
  }

  private static ServerConfig config(String yaml) {
    return switch (ConfigReader.read(yaml, Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  @Test
  void givenANodeOfACluster_itIsOneOfItsKind() {
    assertThat(config(CONFIG.withCluster()).of(ClusterSettings.KIND)).isEqualTo(Joined.REDIS);
  }

  @Test
  void givenTheServerWithoutWebhooks_itHasNone() {
    assertThat(app(CONFIG.plain()).webhooks()).isEmpty();
  }

  @Test
  void givenTheServerWithWebhooks_itIsToldOfAllThereIs() {
    App app = app(CONFIG.withWebhooks(7_400));

    assertThat(app.webhooks()).hasSize(1);
    assertThat(app.webhooks().getFirst().types()).containsExactlyInAnyOrder(Type.values());
  }
}
