package io.belfry.client.internal;

import org.jspecify.annotations.Nullable;

/**
 * The way out while connected. What is said at other times is dropped: it belonged to a connection
 * that is gone, and whoever said it says it anew on the next.
 *
 * <p>Thread: confined to the owner thread.
 */
final class Outbound {
  private Transport.@Nullable Link link;

  void attach(Transport.Link connected) {
    link = connected;
  }

  void detach() {
    link = null;
  }

  void send(String text) {
    if (link != null) {
      link.send(text);
    }
  }
}
