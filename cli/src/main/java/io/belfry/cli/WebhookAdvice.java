package io.belfry.cli;

import io.belfry.server.webhook.post.Poster.Cause;

/**
 * What to do about an endpoint that did not take a request.
 *
 * <p>Thread: stateless.
 */
final class WebhookAdvice {
  private WebhookAdvice() {}

  /** One sentence; empty for an endpoint that took it. */
  static String of(Cause cause) {
    return switch (cause) {
      case DELIVERED -> "";
      case GONE -> "410 says that it wants this delivery never again: answer 200 to take it.";
      case CLIENT_ERROR ->
          "The receiver refuses it: check the path, and that it verifies with the secret of the key"
              + " in X-Pusher-Key over the body as it came.";
      case SERVER_ERROR -> "The receiver failed: its own log says why.";
      case REDIRECTED -> "Redirects are not followed: configure the address that it leads to.";
      case CONNECT_FAILED ->
          "Nothing listens there, or the name is unknown from here: check host, port and firewall.";
      case TLS_FAILED ->
          "The certificate does not hold for that name, or another party signed it: ca_file names a"
              + " private one.";
      case TIMED_OUT ->
          "There was no whole answer in time: answer at once and work afterwards, or raise timeout_ms.";
      case BROKEN -> "The connection broke, or what came is no HTTP: is it the right port?";
      case TARGET_REFUSED ->
          "Apps may not reach this address: link-local ones never, private ones where the app is not"
              + " of this file, see server.webhooks.allow_private_targets.";
      case EXPIRED -> "Its time was over before it was sent.";
      case ENDPOINT_REMOVED -> "The endpoint is configured no more.";
    };
  }
}
