package io.belfry.server.webhook;

import io.belfry.protocol.json.Json;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.webhook.WebhookEvent;
import io.belfry.protocol.webhook.WebhookEvent.Raised;
import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.server.cluster.Decision;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whom an endpoint is told to be there, and then to be gone: a channel, a member, a user, a
 * session.
 *
 * <p>Thread: immutable.
 */
sealed interface Told {
  /** Type of the event that tells of the beginning. */
  Type beginning();

  /** Type of the event that tells of the end. */
  Type ending();

  /** What the order of events and their numbers go by. */
  String line();

  /** What it is kept by; unique for an endpoint. */
  String kept();

  /** The channel, where it is in one. */
  Optional<String> channel();

  /** How long it is expected back after the node has been away. */
  Duration graceOfStart();

  /** Whether it may be there again in another life of the node. */
  default boolean mayComeBack() {
    return true;
  }

  /**
   * The event that tells of the beginning.
   *
   * @param atMs when it was
   */
  Raised begun(long atMs);

  /**
   * The event that tells of the end.
   *
   * @param atMs when it was
   * @param sinceMs when it had begun, if that is known
   */
  Raised ended(long atMs, OptionalLong sinceMs);

  /** Line of a channel. */
  static String lineOf(String channel) {
    return "c:" + channel;
  }

  /** Line of a user. */
  static String lineOfUser(String user) {
    return "u:" + user;
  }

  /** What was kept by that; empty for what nobody of this version keeps. */
  static Optional<Told> parse(String kept) {
    String rest = kept.length() < 2 ? "" : kept.substring(2);
    if (kept.startsWith("c:")) {
      return Optional.of(new ToldChannel(rest));
    }
    if (kept.startsWith("u:")) {
      return Optional.of(new ToldUser(rest));
    }
    if (kept.startsWith("s:")) {
      return ToldSession.parse(rest);
    }
    // No name of a channel has a colon.
    int colon = rest.indexOf(':');
    return kept.startsWith("m:") && colon >= 0
        ? Optional.of(new ToldMember(rest.substring(0, colon), rest.substring(colon + 1)))
        : Optional.empty();
  }

  /** An occupied channel. */
  record ToldChannel(String name) implements Told {
    @Override
    public Type beginning() {
      return Type.CHANNEL_OCCUPIED;
    }

    @Override
    public Type ending() {
      return Type.CHANNEL_VACATED;
    }

    @Override
    public String line() {
      return lineOf(name);
    }

    @Override
    public String kept() {
      return line();
    }

    @Override
    public Optional<String> channel() {
      return Optional.of(name);
    }

    @Override
    public Duration graceOfStart() {
      return GRACE_OF_CHANNELS;
    }

    @Override
    public Raised begun(long atMs) {
      return new WebhookEvent.ChannelOccupied(name);
    }

    @Override
    public Raised ended(long atMs, OptionalLong sinceMs) {
      return new WebhookEvent.ChannelVacated(name);
    }
  }

  /** A member of a presence channel. */
  record ToldMember(String name, String user) implements Told {
    @Override
    public Type beginning() {
      return Type.MEMBER_ADDED;
    }

    @Override
    public Type ending() {
      return Type.MEMBER_REMOVED;
    }

    @Override
    public String line() {
      return lineOf(name);
    }

    @Override
    public String kept() {
      return "m:" + name + ":" + user;
    }

    @Override
    public Optional<String> channel() {
      return Optional.of(name);
    }

    @Override
    public Duration graceOfStart() {
      return GRACE_OF_CHANNELS;
    }

    @Override
    public Raised begun(long atMs) {
      return new WebhookEvent.MemberAdded(name, user);
    }

    @Override
    public Raised ended(long atMs, OptionalLong sinceMs) {
      return new WebhookEvent.MemberRemoved(name, user);
    }
  }

  /** A user who is online. */
  record ToldUser(String id) implements Told {
    @Override
    public Type beginning() {
      return Type.USER_ONLINE;
    }

    @Override
    public Type ending() {
      return Type.USER_OFFLINE;
    }

    @Override
    public String line() {
      return lineOfUser(id);
    }

    @Override
    public String kept() {
      return line();
    }

    @Override
    public Optional<String> channel() {
      return Optional.empty();
    }

    @Override
    public Duration graceOfStart() {
      return GRACE_OF_USERS;
    }

    @Override
    public Raised begun(long atMs) {
      return new WebhookEvent.UserOnline(id, atMs);
    }

    @Override
    public Raised ended(long atMs, OptionalLong sinceMs) {
      OptionalLong onlineMs =
          sinceMs.isPresent()
              ? OptionalLong.of(Math.max(0, atMs - sinceMs.getAsLong()))
              : OptionalLong.empty();
      return new WebhookEvent.UserOffline(id, atMs, onlineMs);
    }
  }

  /**
   * A session; it has the id of its connection, which never comes again.
   *
   * @param code with which it has ended
   */
  record ToldSession(WebhookEvent.Session session, int code) implements Told {
    private static final int LOST = 1_006;

    /** One that has begun. */
    static ToldSession of(Decision.SignedIn session) {
      return of(session, LOST);
    }

    /** One that has ended with that code. */
    static ToldSession of(Decision.SignedIn session, int code) {
      return new ToldSession(
          new WebhookEvent.Session(
              session.user().text(),
              session.socketId().text(),
              Optional.ofNullable(session.login()),
              Optional.ofNullable(session.device())),
          code);
    }

    private static Optional<Told> parse(String json) {
      WebhookEvent.Session session;
      try (ObjectCursor members = ObjectCursor.over(json, ObjectCursor.Strictness.OPAQUE)) {
        Map<String, String> texts = new HashMap<>();
        for (String name = members.next(); name != null; name = members.next()) {
          String text = members.string();
          if (text != null) {
            texts.put(name, text);
          }
        }
        session =
            new WebhookEvent.Session(
                texts.getOrDefault("user_id", ""),
                texts.getOrDefault("socket_id", ""),
                Optional.ofNullable(texts.get("session")),
                Optional.ofNullable(texts.get("device")));
      } catch (MalformedJson e) {
        return Optional.empty();
      }
      return Optional.of(new ToldSession(session, LOST));
    }

    @Override
    public Type beginning() {
      return Type.SESSION_STARTED;
    }

    @Override
    public Type ending() {
      return Type.SESSION_ENDED;
    }

    @Override
    public String line() {
      return lineOfUser(session.userId());
    }

    @Override
    public String kept() {
      return "s:"
          + Json.objectText(
              json -> {
                json.writeStringProperty("user_id", session.userId());
                json.writeStringProperty("socket_id", session.socketId());
                session.session().ifPresent(name -> json.writeStringProperty("session", name));
                session.device().ifPresent(name -> json.writeStringProperty("device", name));
              });
    }

    @Override
    public Optional<String> channel() {
      return Optional.empty();
    }

    @Override
    public Duration graceOfStart() {
      return Duration.ZERO;
    }

    @Override
    public boolean mayComeBack() {
      return false;
    }

    @Override
    public Raised begun(long atMs) {
      return new WebhookEvent.SessionStarted(session, atMs);
    }

    @Override
    public Raised ended(long atMs, OptionalLong sinceMs) {
      return new WebhookEvent.SessionEnded(session, atMs, code);
    }
  }

  /** A browser whose connection was refused while the node was away may stay away for 15 s. */
  Duration GRACE_OF_CHANNELS = Duration.ofSeconds(20);

  /** What users get at least (rule USR-062). */
  Duration GRACE_OF_USERS = Duration.ofSeconds(60);
}
