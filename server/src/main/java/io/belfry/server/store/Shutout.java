package io.belfry.server.store;

import io.belfry.protocol.UserId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whom the application does not let sign in for a time. It is kept durably, and each node
 * has all of them in memory.
 *
 * <p>Thread: immutable.
 *
 * @see "rules USR-030 to USR-033, USR-045, USR-046"
 */
public sealed interface Shutout {
  /** App of whoever is shut out. */
  String appId();

  /**
   * Name within the app; a later one of the same name takes its place. It says which kind it is.
   */
  String key();

  /** When that began, in Unix milliseconds. */
  long sinceMillis();

  /** When it ends, in Unix milliseconds. */
  long untilMillis();

  /** What the application says of it, at most 100 bytes; null where it says nothing. */
  @Nullable String reason();

  /** Whether it is over. */
  default boolean isOver(long nowMillis) {
    return untilMillis() <= nowMillis;
  }

  /** The whole as JSON text in UTF-8. */
  default byte[] json() {
    return ShutoutJson.write(this);
  }

  /**
   * Reads what {@link #json} gave. What a later version adds is passed over; empty when it is none,
   * or of a kind that is not known here.
   */
  static Optional<Shutout> ofJson(byte[] utf8) {
    return ShutoutJson.read(utf8);
  }

  /** A user who is blocked. */
  record Block(
      String appId, UserId user, long sinceMillis, long untilMillis, @Nullable String reason)
      implements Shutout {
    private static final String WORDS = "User is blocked";

    /** The name of the block of a user. */
    public static String keyOf(UserId user) {
      return "b" + user.text();
    }

    @Override
    public String key() {
      return keyOf(user);
    }

    /** What the client is told. */
    public String words() {
      return reason == null ? WORDS : reason;
    }
  }

  /**
   * Sign-ins that are not taken any more.
   *
   * @param id what the application knows it by, at most 40 characters
   * @param revoked which sign-ins
   * @param comesBack whether clients whose sessions end are told to connect again
   */
  record Revocation(
      String appId,
      String id,
      Revoked revoked,
      long sinceMillis,
      long untilMillis,
      boolean comesBack,
      @Nullable String reason)
      implements Shutout {
    @Override
    public String key() {
      return "r" + id;
    }
  }

  /** Which sign-ins are revoked. */
  sealed interface Revoked {
    /** Those of one login session, which the application names at sign-in. */
    record LoginSession(String name) implements Revoked {}

    /** Those with the token of that {@code jti}. */
    record Token(String jti) implements Revoked {}

    /**
     * Those of one user that are from before then.
     *
     * @param millis in Unix milliseconds
     */
    record IssuedBefore(UserId user, long millis) implements Revoked {}
  }
}
