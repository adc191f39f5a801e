package io.belfry.server.cluster;

import io.belfry.protocol.SocketId;
import org.jspecify.annotations.Nullable;

/**
 * Which of a user's sessions are meant.
 *
 * <p>Thread: immutable.
 *
 * @see "rules USR-020, USR-021"
 */
public sealed interface SessionSelector {
  /**
   * Whether a session is meant.
   *
   * @param socketId its connection
   * @param login the login session that the application named at sign-in; null where it named none
   */
  boolean matches(SocketId socketId, @Nullable String login);

  /** All of them. */
  record All() implements SessionSelector {
    @Override
    public boolean matches(SocketId socketId, @Nullable String login) {
      return true;
    }
  }

  /** The one on that connection. */
  record OfSocket(SocketId socket) implements SessionSelector {
    @Override
    public boolean matches(SocketId socketId, @Nullable String login) {
      return socket.equals(socketId);
    }
  }

  /** Those of one login session: the tabs of one browser. */
  record OfLogin(String name) implements SessionSelector {
    @Override
    public boolean matches(SocketId socketId, @Nullable String login) {
      return name.equals(login);
    }
  }

  /** All but the one on that connection. */
  record AllButSocket(SocketId socket) implements SessionSelector {
    @Override
    public boolean matches(SocketId socketId, @Nullable String login) {
      return !socket.equals(socketId);
    }
  }

  /** All but those of one login session; those that name none are not of it. */
  record AllButLogin(String name) implements SessionSelector {
    @Override
    public boolean matches(SocketId socketId, @Nullable String login) {
      return !name.equals(login);
    }
  }
}
