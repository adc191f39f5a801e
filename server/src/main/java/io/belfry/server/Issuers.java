package io.belfry.server;

import io.belfry.server.app.AppSource;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.jwt.JwtParts;
import io.belfry.server.jwt.JwtVerification;
import io.belfry.server.jwt.JwtVerifier;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.node.Breakdown;
import io.belfry.server.webhook.post.BoundedGet;

/**
 * Makes what verifies the tokens of the apps' issuers. Key sets come the way that webhooks go: by
 * the same proxy, and to no address that webhooks may not go to.
 *
 * <p>Thread: stateless.
 */
final class Issuers {
  private Issuers() {}

  /** What verifies them; it loads nothing before there is a token. */
  static JwtVerifier verifier(
      BelfryServer.Builder given, AppSource apps, Metrics metrics, Breakdown breakdown) {
    ServerConfig config = given.configuration();
    return new JwtVerification(
        new JwtParts(
            apps,
            () ->
                BoundedGet.over(
                    config.of(NodeSettings.WEBHOOKS_PROXY),
                    config.of(NodeSettings.WEBHOOKS_ALLOW_PRIVATE_TARGETS)),
            JwtParts.LONGEST_FETCH,
            given.clock,
            given.nanoTime,
            metrics,
            breakdown));
  }
}
