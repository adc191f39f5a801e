package io.belfry.server.fallback;

import java.util.Comparator;

/**
 * What a session is called: the client chooses it.
 *
 * <p>Thread: immutable.
 *
 * @param appKey app key of the path; empty on SockJS paths, which name the app later
 * @param server number that spreads clients over the servers of a host
 * @param session random part
 */
record SessionId(String appKey, String server, String session) implements Comparable<SessionId> {
  // Comparable, so that ids made to collide cost a map no more than a tree does.
  private static final Comparator<SessionId> ORDER =
      Comparator.comparing(SessionId::session)
          .thenComparing(SessionId::server)
          .thenComparing(SessionId::appKey);

  /** Whether the app is named by the first message. */
  boolean isSockJs() {
    return appKey.isEmpty();
  }

  @Override
  public int compareTo(SessionId other) {
    return ORDER.compare(this, other);
  }
}
