package io.belfry.cli;

import io.belfry.cli.demo.DemoApp;
import io.belfry.cli.demo.DemoCredentials;
import io.belfry.protocol.BelfryVersion;
import io.belfry.protocol.webhook.WebhookEvent;
import io.belfry.server.BelfryServer;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/**
 * A server with the demo app and the demo application beside it, both on loopback.
 *
 * <p>Thread: thread-safe.
 *
 * @param server the server
 * @param demo the demo application
 * @param credentials of the demo app
 */
record DevServers(BelfryServer server, DemoApp demo, DemoCredentials credentials)
    implements AutoCloseable {

  /**
   * Starts both.
   *
   * @param ports where to listen, 0 for any free port
   * @throws IOException if the secret cannot be kept or a port cannot be had, with a sentence that
   *     says what to do
   */
  static DevServers start(Ports ports, Path dataDir) throws IOException {
    SecureRandom random = new SecureRandom();
    DemoCredentials credentials = DemoCredentials.of(dataDir, random);
    DemoApp demo = DemoApp.listen(ports.page());
    try {
      BelfryServer server =
          startServer(config(ports.server(), dataDir, credentials, demo.webhooks()));
      DevServers servers = new DevServers(server, demo, credentials);
      servers.serveDemo(random);
      return servers;
    } catch (IOException | RuntimeException e) {
      demo.close();
      throw e;
    }
  }

  private void serveDemo(SecureRandom random) throws IOException {
    DemoApp.Versions versions = new DemoApp.Versions(BelfryVersion.TEXT, PusherJs.version());
    try {
      demo.serve(new DemoApp.Settings(server.uri(), credentials, versions), random);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /**
   * Where to listen.
   *
   * @param server port of Belfry
   * @param page port of the demo application
   */
  record Ports(int server, int page) {}

  private static BelfryServer startServer(ServerConfig config) throws IOException {
    try {
      return BelfryServer.builder().config(config).audited().start();
    } catch (IOException e) {
      throw new IOException(
          e.getMessage() + " Stop what listens there, or choose another port with --port.", e);
    }
  }

  private static ServerConfig config(
      int port, Path dataDir, DemoCredentials credentials, URI webhooks) {
    // The environment is left out: BELFRY_SERVER_HOST must not carry the demo off loopback.
    return ServerConfig.builder()
        .host("127.0.0.1")
        .port(port)
        .set(NodeSettings.DATA_DIR, dataDir)
        .set(NodeSettings.DRAIN, Optional.of(Duration.ZERO))
        .set(NodeSettings.LOG_EVERY_REFUSAL, true)
        .app(
            App.builder(DemoCredentials.APP_ID)
                .name("demo")
                .key(credentials.key(), credentials.secret())
                .set(AppSettings.CLIENT_EVENTS_ENABLED, true)
                .webhook(
                    WebhookEndpoint.builder(webhooks.toString())
                        .types(WebhookEvent.Type.values())
                        .build())
                .build())
        .build();
  }

  @Override
  public void close() {
    demo.close();
    server.close();
  }
}
