package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server loads that has no issuer of JWTs. */
class JwtStartTest {
  @TempDir private Path folder = Path.of("");

  @Test
  @Tag("USR-054")
  void givenNoIssuer_neitherTheLibraryForTokensNorAThreadForThemIsThere() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("belfry.yaml"),
            """
            server: {host: 127.0.0.1, port: 0, data_dir: "%s", drain_seconds: 0}
            apps:
              - id: "1"
                keys: [{key: app-key, secret: a secret of the app}]
            """
                .formatted(folder.resolve("data")));
    Path classes = folder.resolve("classes.log");
    List<String> command = ServeProcess.command(config);
    command.add(1, "-Xlog:class+load:file=" + classes);
    try (ServeProcess server = ServeProcess.start(command)) {
      String line = server.awaits("listens on");
      int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
      try (HookClient client = new HookClient(port).join("news")) {
        client.settle();
      }
    }
    assertThat(Files.readString(classes))
        .contains("io.belfry.server.jwt.JwtVerification ")
        .doesNotContain("com.nimbusds", "io.belfry.server.jwt.IssuerKey ", "org.apache.hc");
  }
}
