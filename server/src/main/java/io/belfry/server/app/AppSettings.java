package io.belfry.server.app;

import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Setting;
import io.belfry.server.setting.wording.Shown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an app can have switched on: each setting with its type, range, default and sentence. {@link
 * App#settings} has the values.
 *
 * <p>Thread: immutable.
 */
public final class AppSettings {
  private static final List<Setting<?>> ALL = new ArrayList<>();

  private AppSettings() {}

  /** Whether clients may send events to each other; off by default. */
  public static final Setting<Boolean> CLIENT_EVENTS_ENABLED =
      of(
          "client_events.enabled",
          Kind.ON_OFF,
          false,
          "Whether clients may send events to each other.");

  /** Who may send client events to a private or presence channel. */
  public enum Senders {
    /** Whoever is subscribed to it. */
    MEMBERS,
    /** Every connection of the app. */
    ALL
  }

  /** Who may send them; subscribers of the channel by default. */
  public static final Setting<Senders> CLIENT_EVENTS_FROM =
      of(
          "client_events.from",
          Kind.word(Senders.class),
          Senders.MEMBERS,
          "Who may send them to a private or presence channel: members are its subscribers, all is every connection of the app, so whoever has the key.");

  /** Whether connections end when their key is switched off; off by default. */
  public static final Setting<Boolean> CLOSE_ON_REVOKE =
      of(
          "close_on_revoke",
          Kind.ON_OFF,
          false,
          "Whether connections that were opened with a key are closed with 4001 when it is switched off or taken out.");

  /** Whether users may sign in; on by default. */
  public static final Setting<Boolean> USER_AUTHENTICATION_ENABLED =
      of("user_authentication.enabled", Kind.ON_OFF, true, "Whether users may sign in.");

  /** Whether the app's own endpoint may sign users in; on by default (rule USR-050). */
  public static final Setting<Boolean> USER_AUTHENTICATION_HMAC =
      of(
          "user_authentication.hmac",
          Kind.ON_OFF,
          true,
          "Whether users may sign in with KEY:SIGNATURE of the app's endpoint; off where only tokens of jwt are to count.");

  /** Whether a sign-in has to say until when it holds; off by default (rule USR-001). */
  public static final Setting<Boolean> REQUIRE_EXPIRY =
      of(
          "user_authentication.require_expiry",
          Kind.ON_OFF,
          false,
          "Whether a sign-in has to say until when it holds, as exp in its user data.");

  /** What becomes of a session whose time is over. */
  public enum OnExpiry {
    /** The client is told to come back, and its endpoint decides. */
    RECONNECT,
    /** The client is told to stay away. */
    CLOSE
  }

  /** What becomes of a session whose time is over; it may come back by default (rule USR-041). */
  public static final Setting<OnExpiry> ON_EXPIRY =
      of(
          "user_authentication.on_expiry",
          Kind.word(OnExpiry.class),
          OnExpiry.RECONNECT,
          "What a client is told whose sign-in has expired: reconnect, so that its endpoint decides, or close.");

  /** How long before its end a session is warned: 0 to 10 min, 30 s by default (rule USR-042). */
  public static final Setting<Duration> EXPIRY_WARNING =
      of(
          "user_authentication.expiry_warning_seconds",
          Kind.seconds(0, 600),
          Duration.ofSeconds(30),
          "How long before its end a session is told so, so that the client can renew it; 0 tells nobody.");

  /** What is told of where a session comes from. */
  public enum SessionDetails {
    /** Address and user agent. */
    FULL,
    /** Neither. */
    MINIMAL
  }

  /** What is told of where a session comes from; all by default (rule USR-018). */
  public static final Setting<SessionDetails> SESSION_DETAILS =
      of(
          "user_authentication.session_details",
          Kind.word(SessionDetails.class),
          SessionDetails.FULL,
          "Whether the address and the user agent of a session are told: full or minimal.");

  /** Whether a connection has to prove something in time; off by default. */
  public static final Setting<Boolean> AUTHORIZED_CONNECTIONS =
      of(
          "authorized_connections",
          Kind.ON_OFF,
          false,
          "Whether a connection has to sign in or subscribe to an authorised channel in time.");

  /** Web pages that may connect; all by default. */
  public static final Setting<List<OriginPattern>> ALLOWED_ORIGINS =
      of(
          "allowed_origins",
          OriginPattern.LIST,
          List.of(OriginPattern.ANY),
          "Origins of web pages that may connect: *, https://example.com, example.com or *.example.com.");

  /** Whether a client has to name an origin; off by default, since native ones have none. */
  public static final Setting<Boolean> REQUIRE_ORIGIN =
      of(
          "require_origin",
          Kind.ON_OFF,
          false,
          "Whether clients without an Origin field are refused.");

  /** Whether plain sockets are refused; off by default. */
  public static final Setting<Boolean> REQUIRE_TLS =
      of(
          "require_tls",
          Kind.ON_OFF,
          false,
          "Whether clients are refused with 4000 that do not speak TLS, with this server or with one of trusted_proxies.");

  /** Whether the protocol number has to be given; off by default. */
  public static final Setting<Boolean> STRICT_PROTOCOL =
      of("strict_protocol", Kind.ON_OFF, false, "Whether the protocol number has to be given.");

  /**
   * Longest silence before the server asks for a sign of life: 1 s to 1 h, 120 s by default. Sent
   * to clients in whole seconds.
   */
  public static final Setting<Duration> ACTIVITY_TIMEOUT =
      of(
          "activity_timeout_seconds",
          Kind.seconds(1, 3600),
          Duration.ofSeconds(120),
          "Silence after which a sign of life is asked for.");

  /** How long it waits for one: 1 s to 1 h, 30 s by default. */
  public static final Setting<Duration> PONG_TIMEOUT =
      of(
          "pong_timeout_seconds",
          Kind.seconds(1, 3600),
          Duration.ofSeconds(30),
          "Time in which it has to come.");

  /** Whether the backend may ask for subscription counts; on by default. */
  public static final Setting<Boolean> SUBSCRIPTION_COUNT_ENABLED =
      of(
          "subscription_count.enabled",
          Kind.ON_OFF,
          true,
          "Whether the HTTP API tells how many connections are subscribed to a channel.");

  /** Whether subscribers are told how many there are; off by default. */
  public static final Setting<Boolean> SUBSCRIPTION_COUNT_BROADCAST =
      of(
          "subscription_count.broadcast",
          Kind.ON_OFF,
          false,
          "Whether subscribers are told how many connections their channel has.");

  /** Whether users may follow who is online; on by default. */
  public static final Setting<Boolean> WATCHLIST_ENABLED =
      of(
          "watchlist.enabled",
          Kind.ON_OFF,
          true,
          "Whether users may follow who is online by the watchlist of their sign-in.");

  /**
   * How long changes of who is online are gathered for one frame: 0 to a day, 100 ms by default.
   */
  public static final Setting<Duration> WATCHLIST_BATCH =
      of(
          "watchlist.batch_ms",
          Kind.millis(0, 86_400_000),
          Duration.ofMillis(100),
          "How long changes are gathered for one frame; 0 tells each at once.");

  /** How long a user may be gone unnoticed: 0 to a day, 0 by default. */
  public static final Setting<Duration> WATCHLIST_OFFLINE_GRACE =
      of(
          "watchlist.offline_grace_ms",
          Kind.millis(0, 86_400_000),
          Duration.ZERO,
          "How long a user may be gone before watchers are told.");

  /** Whether idempotency keys are looked at; on by default. */
  public static final Setting<Boolean> IDEMPOTENCY_ENABLED =
      of(
          "idempotency.enabled",
          Kind.ON_OFF,
          true,
          "Whether a publish with an idempotency key is carried out once only.");

  /** How long an idempotency key is remembered: 1 s to a day, 120 s by default. */
  public static final Setting<Duration> IDEMPOTENCY_TTL =
      of(
          "idempotency.ttl_seconds",
          Kind.seconds(1, 86_400),
          Duration.ofSeconds(120),
          "How long an idempotency key is remembered.");

  /** All of them. */
  public static List<Setting<?>> all() {
    return List.copyOf(ALL);
  }

  private static <T> Setting<T> of(String name, Kind<T> kind, T otherwise, String sentence) {
    Setting<T> setting = Setting.of("apps[]." + name, kind, otherwise, sentence);
    ALL.add(setting);
    return setting;
  }

  /**
   * One entry of a list of origins, in the one form that is compared: lower case, hosts in ASCII,
   * no port that the scheme has anyway.
   *
   * <p>Thread: immutable.
   *
   * @param scheme such as {@code https}; empty for any
   * @param host its name, an address, or the word for all or none; empty below {@code file}
   * @param port 0 for that of the scheme, or for any where there is no scheme
   * @param isBelow whether hosts below that one are meant
   * @see "rules WS-011, THR-21"
   */
  public record OriginPattern(String scheme, String host, int port, boolean isBelow) {
    /** Every page. */
    public static final OriginPattern ANY = new OriginPattern("", "*", 0, false);

    /** Pages that have no origin of their own, such as sandboxed frames. */
    public static final OriginPattern NONE = new OriginPattern("", "null", 0, false);

    /** Lists of them, as people write them. */
    public static final Kind<List<OriginPattern>> LIST =
        Kind.listOf(OriginPattern::read, OriginPattern::toString);

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** Reads an entry as people write it; what would match nothing is a mistake. */
    static Kind.Reading<OriginPattern> read(String text) {
      OriginReader reader = new OriginReader(text);
      return reader
          .read()
          .map(Kind.Reading::of)
          .orElseGet(
              () -> Kind.Reading.wrong(" has " + Shown.place(text) + ". " + reader.advice()));
    }

    /** The page that an {@code Origin} field names; empty if it names none by itself. */
    public static Optional<OriginPattern> ofField(String origin) {
      if (origin.equals("null")) {
        return Optional.of(NONE);
      }
      return new OriginReader(origin).read().filter(page -> page.isWrittenAs(origin));
    }

    /** Whether the page of such a field is meant. */
    public boolean matches(Optional<OriginPattern> page) {
      return equals(ANY)
          || (equals(NONE) ? page.filter(NONE::equals) : page.filter(this::matches)).isPresent();
    }

    private boolean matches(OriginPattern origin) {
      boolean fits =
          scheme.isEmpty()
              ? port == 0 || port == origin.portOf(origin.scheme)
              : scheme.equals(origin.scheme) && port == origin.port;
      return fits && (isBelow ? origin.host.endsWith("." + host) : host.equals(origin.host));
    }

    // A field is taken at its word: what a reader of settings forgives is no origin here.
    private boolean isWrittenAs(String origin) {
      String lower = origin.toLowerCase(Locale.ROOT);
      return !scheme.isEmpty()
          && !isBelow
          && (lower.equals(toString()) || lower.equals(toString() + ":" + portOf(scheme)));
    }

    /** A field that is meant. */
    public String example() {
      if (equals(NONE)) {
        return host;
      }
      return (scheme.isEmpty() ? "https://" : scheme + "://")
          + (isBelow ? "any." : "")
          + (equals(ANY) ? "localhost" : host)
          + (port > 0 ? ":" + port : "");
    }

    private int portOf(String ofScheme) {
      if (port > 0) {
        return port;
      }
      return switch (ofScheme) {
        case "http" -> HTTP;
        case "https" -> HTTPS;
        default -> 0;
      };
    }

    /** The same without the port that its scheme has anyway. */
    OriginPattern withoutUsualPort() {
      boolean isUsual =
          port > 0 && port == new OriginPattern(scheme, host, 0, false).portOf(scheme);
      return isUsual ? new OriginPattern(scheme, host, 0, isBelow) : this;
    }

    @Override
    public String toString() {
      return (scheme.isEmpty() ? "" : scheme + "://")
          + (isBelow ? "*." : "")
          + host
          + (port > 0 ? ":" + port : "");
    }
  }
}
