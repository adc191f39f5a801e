package io.belfry.spring.embedded;

import io.belfry.rest.UserData;
import io.belfry.server.hook.Arrival;
import java.security.Principal;
import java.util.Optional;

/**
 * Finds the running session that a connection has come with.
 *
 * <p>Thread: thread-safe; may block.
 *
 * @see "rule HTTP-243"
 */
interface SessionFinder {
  /** The session in which somebody is logged in; empty for strangers and for what has ended. */
  Optional<Found> find(Arrival arrival);

  /** A session in which somebody is logged in. */
  interface Found {
    /** Who that is. */
    Principal who();

    /**
     * The same user in this session, by the session's name.
     *
     * @throws IllegalStateException if it has ended meanwhile
     */
    UserData named(UserData user);
  }
}
