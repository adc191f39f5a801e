package io.belfry.server.app;

import io.belfry.server.setting.Kind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every limit, once: its setting, its default and what it counts. The config reader, the reference
 * page and the places that measure derive from here.
 *
 * <p>Thread: immutable.
 */
public enum Limit {
  /** Connections of an app at a time. */
  MAX_CONNECTIONS(
      -1, Unit.COUNT, "Connections of the app at a time; a further one is closed with 4004."),
  /** Payload of an event of the HTTP API. */
  MAX_EVENT_PAYLOAD_BYTES(
      10_240, Unit.BYTES, "Payload of an event published over the HTTP API; more is answered 413."),
  /** Body of an HTTP request. */
  MAX_REQUEST_BYTES(
      1 << 20,
      Unit.BYTES,
      "Body of an HTTP request; never less than a full batch of the largest payloads needs."),
  /** One WebSocket message of a client. */
  MAX_CLIENT_MESSAGE_BYTES(
      65_536, Unit.BYTES, "One WebSocket message of a client; a larger one closes with 1009."),
  /** Time for one WebSocket message of a client to get whole. */
  MESSAGE_TIMEOUT_SECONDS(
      30,
      Unit.SECONDS,
      "Time in which a WebSocket message that a client has begun has to be whole; beyond it the connection is closed with 4100."),
  /** Payload of a client event. */
  MAX_CLIENT_EVENT_PAYLOAD_BYTES(
      10_240, Unit.BYTES, "Payload of a client event; a larger one is refused with 4301."),
  /** Length of a channel name. */
  MAX_CHANNEL_NAME_LENGTH(200, Unit.CHARACTERS, "Length of a channel name."),
  /** Length of an event name. */
  MAX_EVENT_NAME_LENGTH(200, Unit.CHARACTERS, "Length of an event name."),
  /** Channels of one publish. */
  MAX_CHANNELS_PER_EVENT(100, Unit.COUNT, "Channels that one publish may name."),
  /** Events of one batch. */
  MAX_BATCH_SIZE(10, Unit.COUNT, "Events of one batch."),
  /** Pace of client events on one connection. */
  CLIENT_EVENTS_PER_SECOND(
      10, Unit.PER_SECOND, "Client events of one connection, with a burst of one second's worth."),
  /** Pace of all messages on one connection. */
  MESSAGES_PER_SECOND(
      100,
      Unit.PER_SECOND,
      "Messages of one connection, with a burst of two seconds' worth; beyond it reading pauses."),
  /** Members of a presence channel. */
  MAX_PRESENCE_MEMBERS(100, Unit.COUNT, "Members of a presence channel."),
  /** User info of a member. */
  MAX_PRESENCE_MEMBER_BYTES(1_024, Unit.BYTES, "User info of a member of a presence channel."),
  /** Length of a user id. */
  MAX_USER_ID_LENGTH(128, Unit.CHARACTERS, "Length of a user id, in code points."),
  /** Signed text of a sign-in. */
  MAX_USER_DATA_BYTES(10_240, Unit.BYTES, "Signed text of a sign-in; more is refused with 4009."),
  /** A JWT. */
  MAX_TOKEN_BYTES(8_192, Unit.BYTES, "A JWT that a user signs in with; more is refused with 4009."),
  /** Users on a watchlist. */
  MAX_WATCHLIST_SIZE(100, Unit.COUNT, "Users on a watchlist."),
  /** Channels of one connection. */
  MAX_SUBSCRIPTIONS_PER_CONNECTION(
      1_000, Unit.COUNT, "Channels that one connection may subscribe to."),
  /** Connections of one user. */
  MAX_CONNECTIONS_PER_USER(-1, Unit.COUNT, "Connections signed in as one user."),
  /** Pace of events published over the HTTP API. */
  BACKEND_EVENTS_PER_SECOND(
      -1,
      Unit.PER_SECOND,
      "Events published over the HTTP API, each counted once for each of its channels, with a burst of one second's worth; more is answered 429."),
  /** Pace of queries over the HTTP API. */
  READ_REQUESTS_PER_SECOND(
      -1,
      Unit.PER_SECOND,
      "Queries over the HTTP API, with a burst of one second's worth; more is answered 429."),
  /** How long a cached event lives. */
  CACHE_TTL_SECONDS(1_800, Unit.SECONDS, "How long the last event of a cache channel is kept."),
  /** Memory for cached events. */
  MAX_CACHE_BYTES(64 << 20, Unit.BYTES, "Memory for the last events of cache channels."),
  /** Channels in one list. */
  MAX_CHANNELS_LISTED(
      100_000, Unit.COUNT, "Channels in one list of the HTTP API; a longer list is cut."),
  /** Time to authenticate where an app insists on it. */
  AUTHORIZATION_TIMEOUT_SECONDS(
      30,
      Unit.SECONDS,
      "Time in which a connection has to sign in or subscribe to an authorised channel, where authorized_connections is on."),
  /** Users who are blocked. */
  MAX_BLOCKED_USERS(
      100_000, Unit.COUNT, "Users who are blocked at a time; a further block is answered 409."),
  /** Revocations. */
  MAX_REVOCATIONS(100_000, Unit.COUNT, "Revocations at a time; a further one is answered 409."),
  /** Bytes waiting for a slow consumer. */
  MAX_SEND_QUEUE_BYTES(
      1 << 20,
      Unit.BYTES,
      "Bytes that may wait for one connection; beyond it the connection is closed with 4100."),
  /** Frames waiting for a slow consumer. */
  MAX_SEND_QUEUE_FRAMES(
      4_096,
      Unit.COUNT,
      "Frames that may wait for one connection; beyond it the connection is closed with 4100.");

  /** What a limit counts. Counts and paces may be switched off with −1. */
  public enum Unit {
    /** UTF-8 bytes. */
    BYTES,
    /** Unicode code points. */
    CHARACTERS,
    /** Things. */
    COUNT,
    /** Things a second, a token bucket. */
    PER_SECOND,
    /** Time. */
    SECONDS
  }

  private static final long MOST_SHUT_OUT = 1_000_000;
  private static final long SMALLEST_TOKEN = 1_024;
  private static final long LARGEST_TOKEN = 32_768;

  private final String key = name().toLowerCase(Locale.ROOT);
  private final long defaultValue;
  private final Unit unit;
  private final String sentence;

  Limit(long defaultValue, Unit unit, String sentence) {
    this.defaultValue = defaultValue;
    this.unit = unit;
    this.sentence = sentence;
  }

  /** Its name in the configuration, below {@code limits}. */
  public String key() {
    return key;
  }

  /** Its value when nothing is configured; −1 for no limit. */
  public long defaultValue() {
    return defaultValue;
  }

  /** What it counts. */
  public Unit unit() {
    return unit;
  }

  /** What it bounds and what happens beyond it. */
  public String sentence() {
    return sentence;
  }

  /**
   * What may be configured: −1 switches counts and paces off, sizes and times are at least 1; none
   * is larger than 2³⁰. Who is shut out is in the memory of each node, so that is never without a
   * bound; and a JWT has 1,024 to 32,768 bytes, since it is read before anybody knows who made it.
   */
  public Kind<Long> kind() {
    if (this == MAX_BLOCKED_USERS || this == MAX_REVOCATIONS) {
      return Kind.whole(0, MOST_SHUT_OUT);
    }
    if (this == MAX_TOKEN_BYTES) {
      return Kind.whole(SMALLEST_TOKEN, LARGEST_TOKEN);
    }
    return Kind.whole(unit == Unit.COUNT || unit == Unit.PER_SECOND ? -1 : 1, 1L << 30);
  }

  /** What is wrong with a value, each as a sentence; for builders. */
  public List<String> mistakes(long value) {
    List<String> found = kind().read(List.of(Long.toString(value))).mistakes();
    return found.stream().map(mistake -> "limits." + key() + mistake).toList();
  }

  /**
   * The limits of one app: what is set for it, else what is set for the node, else the defaults.
   *
   * <p>Thread: immutable.
   *
   * @see "rules LIM-001 to LIM-006"
   */
  public static final class Limits {
    /** The defaults of every limit. */
    public static final Limits DEFAULTS = new Limits(new EnumMap<>(Limit.class));

    private static final int JSON_ESCAPE_FACTOR = 6;
    private static final long BATCH_OVERHEAD_BYTES = 256 << 10;

    private final EnumMap<Limit, Long> values;
    // Those that are not the node's.
    private final EnumMap<Limit, Long> own;

    private Limits(EnumMap<Limit, Long> values) {
      this(values, values);
    }

    private Limits(EnumMap<Limit, Long> values, EnumMap<Limit, Long> own) {
      this.values = values;
      this.own = own;
    }

    /**
     * The limits of an app on a node: what the app leaves open is what the node has. Done again
     * with others of the node, those take the place of the first.
     */
    public Limits onNode(Limits ofNode) {
      return new Limits(ofNode.with(own).values, own);
    }

    /** The same limits but for these. */
    public Limits with(Map<Limit, Long> changed) {
      EnumMap<Limit, Long> all = new EnumMap<>(values);
      all.putAll(changed);
      return new Limits(all);
    }

    /** The same limits but for those that are set in the others. */
    public Limits with(Limits others) {
      return with(others.values);
    }

    /** Whether it was set, to whatever value. */
    public boolean isSet(Limit limit) {
      return values.containsKey(limit);
    }

    /** The value of a limit; −1 for no limit. */
    public long of(Limit limit) {
      Long set = values.get(limit);
      long value = set == null ? limit.defaultValue() : set;
      return limit == Limit.MAX_REQUEST_BYTES ? Math.max(value, fullBatch()) : value;
    }

    /** Whether that much is within the limit; exactly the limit is. */
    public boolean allows(Limit limit, long amount) {
      long most = of(limit);
      return most < 0 || amount <= most;
    }

    // A batch of the largest payloads, each character escaped in JSON, has to fit into a request
    // (rule LIM-006).
    private long fullBatch() {
      long batch = Math.max(1, of(Limit.MAX_BATCH_SIZE));
      return JSON_ESCAPE_FACTOR * of(Limit.MAX_EVENT_PAYLOAD_BYTES) * batch + BATCH_OVERHEAD_BYTES;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Limits limits
          && values.equals(limits.values)
          && own.equals(limits.own);
    }

    @Override
    public int hashCode() {
      return Objects.hash(values, own);
    }

    @Override
    public String toString() {
      return Arrays.toString(values.entrySet().toArray());
    }
  }
}
