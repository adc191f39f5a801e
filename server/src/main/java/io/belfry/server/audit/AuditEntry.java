package io.belfry.server.audit;

import io.belfry.protocol.Shortened;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that is kept for whoever asks later who did it. It holds no token, no secret and
 * nothing of what a user or an event says, and texts of strangers are cut when it is made.
 *
 * <p>Thread: immutable.
 *
 * @param what what was done, or was to be done
 * @param outcome whether it was done
 * @param reason fixed word that says why
 * @param app id of the app, null when nobody knows
 * @param who whom it concerns
 * @param means how it was asked for
 * @see "rule USR-070"
 */
public record AuditEntry(
    What what,
    AuditOutcome outcome,
    String reason,
    @Nullable String app,
    Concerned who,
    Means means) {
  private static final int MAX_CHARACTERS = 128;
  private static final int MAX_USER = 512;
  private static final int MAX_USER_AGENT = 256;

  /** What is recorded. */
  public enum What {
    /** A user signs in. */
    SIGN_IN,
    /** A client connects. */
    CONNECTION,
    /** A backend calls the HTTP API. */
    API_CALL,
    /** The application ends the connections of a user. */
    TERMINATE,
    /** The application blocks a user. */
    BLOCK,
    /** The application blocks a user no more. */
    UNBLOCK,
    /** The application revokes sign-ins. */
    REVOKE,
    /** An identity provider tells that somebody has logged out. */
    LOGOUT,
    /** An app comes, goes, or is set otherwise. */
    APP,
    /** A key of an app comes, goes, or is switched on or off. */
    KEY,
    /** A configuration is read anew. */
    CONFIGURATION;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What came of it. */
  public enum AuditOutcome {
    /** It was done. */
    ACCEPTED,
    /** It was not. */
    REFUSED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Whom it concerns, as far as that is known.
   *
   * @param user id of the user
   * @param socketId connection
   * @param address where it comes from
   * @param userAgent what the client says it is
   * @param session the application's login session
   */
  public record Concerned(
      @Nullable String user,
      @Nullable String socketId,
      @Nullable InetAddress address,
      @Nullable String userAgent,
      @Nullable String session) {
    /** Nobody. */
    public static final Concerned NOBODY = new Concerned(null, null, null, null);

    /** Whose login session is not known, or does not matter. */
    public Concerned(
        @Nullable String user,
        @Nullable String socketId,
        @Nullable InetAddress address,
        @Nullable String userAgent) {
      this(user, socketId, address, userAgent, null);
    }

    /** The same, with that login session. */
    public Concerned of(@Nullable String login) {
      return new Concerned(user, socketId, address, userAgent, login);
    }

    /** Cuts what a stranger chose. */
    public Concerned {
      user = cut(user, MAX_USER);
      userAgent = cut(userAgent, MAX_USER_AGENT);
    }
  }

  /**
   * How it was asked for, as far as that is known.
   *
   * @param key public key
   * @param method how the token was signed
   * @param requestId of the call of the HTTP API
   * @param origin of the web page
   * @param ignored member of the user data that was not taken, since it is of another form
   * @param issuer identity provider whose token it was, as it is configured
   */
  public record Means(
      @Nullable String key,
      @Nullable String method,
      @Nullable String requestId,
      @Nullable String origin,
      @Nullable String ignored,
      @Nullable String issuer) {
    /** Nothing is known of it. */
    public static final Means UNKNOWN = new Means(null, null, null, null, null, null);

    /** Cuts what a stranger chose. */
    public Means {
      key = cut(key, MAX_CHARACTERS);
      origin = cut(origin, MAX_CHARACTERS);
    }

    /** With a token that was made with that key. */
    public static Means hmac(@Nullable String key) {
      return new Means(key, "hmac", null, null, null, null);
    }

    /** The same, without that member of what was signed. */
    public Means ignoring(@Nullable String member) {
      return new Means(key, method, requestId, origin, member, issuer);
    }

    /**
     * With a token of an identity provider.
     *
     * @param issuer who made it; null where nothing has proved that
     */
    public static Means jwt(@Nullable String issuer) {
      return new Means(null, "jwt", null, null, null, issuer);
    }

    /** By the word of a hook, without a token. */
    public static Means hook() {
      return new Means(null, "hook", null, null, null, null);
    }

    /** By a call of the HTTP API. */
    public static Means call(@Nullable String key, String requestId) {
      return new Means(key, null, requestId, null, null, null);
    }

    /** By a web page of that origin. */
    public static Means page(@Nullable String key, @Nullable String origin) {
      return new Means(key, null, null, origin, null, null);
    }
  }

  /** A configuration was read, is wrong, and is not in force. */
  public static AuditEntry refusedConfiguration() {
    return new AuditEntry(
        What.CONFIGURATION, AuditOutcome.REFUSED, "invalid", null, Concerned.NOBODY, Means.UNKNOWN);
  }

  /** An entry of nobody in particular about a key, or an app without one. */
  static AuditEntry of(What what, String reason, String app, @Nullable String key) {
    Means means = new Means(key, null, null, null, null, null);
    return new AuditEntry(what, AuditOutcome.ACCEPTED, reason, app, Concerned.NOBODY, means);
  }

  /** The same of nobody in particular, for several of them together. */
  AuditEntry ofNobody() {
    return new AuditEntry(what, outcome, reason, app, Concerned.NOBODY, Means.UNKNOWN);
  }

  private static @Nullable String cut(@Nullable String text, int most) {
    return text == null || text.length() <= most ? text : Shortened.of(text, most);
  }
}
