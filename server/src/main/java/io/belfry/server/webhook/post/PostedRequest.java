package io.belfry.server.webhook.post;

import io.belfry.protocol.sign.WebhookSignature;
import io.belfry.server.app.WebhookEndpoint;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * The head and body of an attempt, signed.
 *
 * <p>Thread: stateless.
 *
 * @see "rules HOOK-001, HOOK-002, HOOK-007 to HOOK-010"
 */
final class PostedRequest {
  // They would make another request of it; whoever configures them is refused before.
  private static final Set<String> NEVER_ADDED =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "expect",
          "host",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private PostedRequest() {}

  /** A request for each try, since one that was broken off cannot be sent again. */
  static HttpPost of(Poster.Attempt attempt) {
    HttpPost request = new HttpPost(attempt.endpoint().url());
    request.setHeader("User-Agent", "Belfry-Webhooks/1");
    for (WebhookEndpoint.Header header : attempt.endpoint().headers()) {
      if (!NEVER_ADDED.contains(header.name().toLowerCase(Locale.ROOT))) {
        request.setHeader(header.name(), header.value());
      }
    }
    // Behind the configured ones, so that none of them stays in the place of one of these. The
    // spelling is of use: some receivers look for exactly this one.
    request.setHeader("Content-Type", "application/json");
    request.setHeader("X-Pusher-Key", attempt.key().key());
    request.setHeader(
        "X-Pusher-Signature", WebhookSignature.of(attempt.key().secret(), attempt.body()));
    request.setHeader("X-Belfry-Delivery", attempt.delivery().toString());
    request.setHeader("X-Belfry-Attempt", Integer.toString(attempt.number()));
    attempt
        .sequence()
        .ifPresent(number -> request.setHeader("X-Belfry-Sequence", Long.toString(number)));
    attempt
        .originalTimeMs()
        .ifPresent(ms -> request.setHeader("X-Belfry-Original-Time", Long.toString(ms)));
    request.setEntity(new ByteArrayEntity(attempt.body(), null));
    return request;
  }

  /** Scheme, host and port of an endpoint. */
  static HttpHost host(URI url) {
    String host = url.getHost();
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    return new HttpHost(
        url.getScheme().toLowerCase(Locale.ROOT),
        isBracketed ? host.substring(1, host.length() - 1) : host,
        url.getPort());
  }
}
