package io.belfry.server.fallback;

import java.util.Arrays;

/**
 * The last posts of a session. A browser whose socket ends before a post is answered sends it once
 * more, although it may have been handled: a client event must not come twice, and an {@code
 * unsubscribe} must not come again behind the next {@code subscribe}.
 *
 * <p>Thread: confined to the event loop of the session.
 *
 * @see "rule RES-038"
 */
final class RecentPosts {
  // A browser has six sockets to a host, so no more posts than that can be on their way.
  private static final int MAX_POSTS = 32;
  private static final long[] NONE = {};

  private long[] seen = NONE;
  private int next;

  /** Takes note of a post; false when it is one of the last ones, sent once more. */
  boolean isNew(String query, SessionBody body) {
    if (body.messages().isEmpty() || !isMarked(query)) {
      return true;
    }
    long post = ((long) query.hashCode() << Integer.SIZE) | (body.hash() & 0xFFFF_FFFFL);
    if (Arrays.stream(seen).anyMatch(other -> other == post)) {
      return false;
    }
    if (seen.length < MAX_POSTS) {
      seen = Arrays.copyOf(seen, seen.length + 1);
      seen[seen.length - 1] = post;
    } else {
      seen[next] = post;
      next = (next + 1) % MAX_POSTS;
    }
    return true;
  }

  // pusher-js gives each of its posts a time and a number, SockJS a random name.
  private static boolean isMarked(String query) {
    boolean isOfPusherJs =
        !ReceiveRequest.parameter(query, "t").isEmpty()
            && !ReceiveRequest.parameter(query, "n").isEmpty();
    return isOfPusherJs || !ReceiveRequest.parameter(query, "i").isEmpty();
  }
}
