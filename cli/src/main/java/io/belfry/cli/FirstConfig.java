package io.belfry.cli;

/**
 * The text of a first configuration, with what one would look for next.
 *
 * <p>Thread: stateless.
 */
final class FirstConfig {
  private static final String TEXT =
      """
      # Belfry. All settings: belfry config docs. What is in force: belfry config show.
      # A change of apps, limits and files is taken up while the server runs.

      server:
        # This machine alone, for a proxy in front of it. 0.0.0.0 listens to everybody.
        host: 127.0.0.1
        port: %d
        # /metrics, /health and /dead-letters, for you and not for the internet.
        operations:
          port: %d

      apps:
        - id: "1"
          name: first
          keys:
            # The key is public and goes into your pages. The secret signs: it stays on your servers.
            - key: %s
              %s
          # Pages of which sites may connect. Without it all may.
          # allowed_origins: [https://www.example.com]
          # Whether clients may send to each other on private and presence channels.
          # client_events:
          #   enabled: true
          # Where your application is told what happens.
          # webhooks:
          #   - url: https://www.example.com/pusher/webhooks

      # Limits of all apps; an app may have others of its own.
      # limits:
      #   max_connections: 10000
      """;

  private FirstConfig() {}

  /**
   * Where it listens.
   *
   * @param server for clients and backends
   * @param operations for operators
   */
  record Ports(int server, int operations) {}

  static String text(Ports ports, String key, String secret) {
    return TEXT.formatted(ports.server(), ports.operations(), key, secret);
  }
}
