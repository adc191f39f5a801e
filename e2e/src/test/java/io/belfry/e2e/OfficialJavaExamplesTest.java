package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.java_websocket.client.WebSocketClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/**
 * The example programs that come inside the official Java client, as they are, against the server.
 * They take no host and insist on TLS; so the host is put in where they take a cluster, and their
 * auth endpoint at a fixed address is reached through an HTTP proxy, which is the application.
 * {@code SimpleWebSocket} is not run: its address is in its code.
 */
@Tag("sdk")
class OfficialJavaExamplesTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @TempDir private Path folder;

  @AutoClose private final Belfry belfry = Belfry.start();
  @AutoClose private final TestApp app = new TestApp(belfry.backend());
  private final ServerSdk backend = new PusherHttpJava(belfry.account());
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  @ParameterizedTest
  @CsvSource({
    "ExampleApp, news",
    "PrivateChannelExampleApp, private-news",
    "PresenceChannelExampleApp, presence-news",
    "PrivateEncryptedChannelExampleApp, private-encrypted-news"
  })
  void givenAnExample_itSubscribesAndReceivesAnEvent(String name, String channel)
      throws InterruptedException {
    app.channels(AuthEndpoint.signingWith(backend));
    try (TlsDoor door = new TlsDoor(folder, belfry.port())) {
      Process program = start(name, door, channel, "headline");
      try {
        awaits("Subscription to channel [" + channel + "] succeeded");
        backend.trigger(List.of(channel), "headline", Map.of("title", "Rain"));

        awaits("Received event [");
      } finally {
        program.destroyForcibly().waitFor();
      }
    }
  }

  private Process start(String example, TlsDoor door, String channel, String event) {
    // The client makes wss://ws-CLUSTER.pusher.com:443/app/KEY?… of it.
    String cluster = "x@127.0.0.1:" + door.port() + "/app/" + Belfry.KEY + "?rest=";
    int appPort = Integer.parseInt(app.url("").replaceAll(".*:", ""));
    try {
      Process program =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  classPath(),
                  "-Djavax.net.ssl.trustStore=" + door.certificates(),
                  "-Djavax.net.ssl.trustStorePassword=" + TlsDoor.PASSWORD,
                  "-Dhttp.proxyHost=127.0.0.1",
                  "-Dhttp.proxyPort=" + appPort,
                  "-Dhttp.nonProxyHosts=",
                  "com.pusher.client.example." + example,
                  Belfry.KEY,
                  channel,
                  event,
                  cluster)
              .redirectErrorStream(true)
              .start();
      Thread.ofVirtual().start(() -> program.inputReader().lines().forEach(lines::add));
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaits(String said) throws InterruptedException {
    List<String> all = new ArrayList<>();
    String line = lines.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    while (line != null && !line.contains(said)) {
      all.add(line);
      line = lines.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }
    assertThat(line).as("%s never came after:%n%s", said, String.join("\n", all)).isNotNull();
  }

  private static String classPath() {
    return Stream.of(
            com.pusher.client.Pusher.class, Gson.class, WebSocketClient.class, LoggerFactory.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }
}
