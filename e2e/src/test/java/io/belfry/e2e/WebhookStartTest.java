package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server loads that has no webhook, beside one that has. */
@Tag("HOOK-071")
class WebhookStartTest {
  private static final String WEBHOOK =
      "\n    webhooks: [{url: http://127.0.0.1:1/hooks, event_types: [client_event]}]\n";
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, data_dir: "%s", drain_seconds: 0}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of the app}]%s
      """;

  @TempDir private Path folder = Path.of("");

  /** Names of the classes that are loaded when it listens and has served somebody. */
  private String loaded(String webhook) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("belfry.yaml"), CONFIG.formatted(folder.resolve("data"), webhook));
    Path classes = folder.resolve("classes" + webhook.length() + ".log");
    List<String> command = ServeProcess.command(config);
    command.add(1, "-Xlog:class+load:file=" + classes);
    try (ServeProcess server = ServeProcess.start(command)) {
      String line = server.awaits("listens on");
      int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
      try (HookClient client = new HookClient(port).join("news")) {
        client.settle();
      }
    }
    return Files.readString(classes);
  }

  @Test
  void givenNoWebhook_neitherDatabaseNorHttpClientNorThreadOfTheirsIsThere() throws IOException {
    assertThat(loaded(""))
        .contains("io.belfry.server.BelfryServer")
        .doesNotContain(
            "org.sqlite",
            "org.apache.hc",
            "io.belfry.sql.Sqlite",
            "io.belfry.server.webhook.WebhookThread ",
            "io.belfry.server.webhook.WebhookTurns ",
            "io.belfry.server.webhook.post.HttpPoster ");
    // The audit log has its folder from the start.
    assertThat(folder.resolve("data")).isDirectoryNotContaining("glob:**outbox*");
  }

  @Test
  void givenAWebhook_theyAre() throws IOException {
    assertThat(loaded(WEBHOOK))
        .contains(
            "org.sqlite", "io.belfry.sql.SqliteOutbox", "io.belfry.server.webhook.WebhookThread ");
  }
}
