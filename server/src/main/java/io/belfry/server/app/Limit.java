package io.belfry.server.app;

/**
 * Every limit, once: its setting, its default and what it counts. The config reader, the reference
 * page and the places that measure derive from here.
 *
 * <p>Thread: immutable.
 */
public enum Limit {
  /** Connections of an app at a time. */
  MAX_CONNECTIONS(
      "max_connections",
      -1,
      Unit.COUNT,
      "Connections of the app at a time; a further one is closed with 4004."),
  /** Payload of an event of the HTTP API. */
  MAX_EVENT_PAYLOAD_BYTES(
      "max_event_payload_bytes",
      10_240,
      Unit.BYTES,
      "Payload of an event published over the HTTP API; more is answered 413."),
  /** Body of an HTTP request. */
  MAX_REQUEST_BYTES(
      "max_request_bytes",
      1 << 20,
      Unit.BYTES,
      "Body of an HTTP request; never less than a full batch of the largest payloads needs."),
  /** One WebSocket message of a client. */
  MAX_CLIENT_MESSAGE_BYTES(
      "max_client_message_bytes",
      65_536,
      Unit.BYTES,
      "One WebSocket message of a client; a larger one closes with 1009."),
  /** Time for one WebSocket message of a client to get whole. */
  MESSAGE_TIMEOUT_SECONDS(
      "message_timeout_seconds",
      30,
      Unit.SECONDS,
      "Time in which a WebSocket message that a client has begun has to be whole; beyond it the connection is closed with 4100."),
  /** Payload of a client event. */
  MAX_CLIENT_EVENT_PAYLOAD_BYTES(
      "max_client_event_payload_bytes",
      10_240,
      Unit.BYTES,
      "Payload of a client event; a larger one is refused with 4301."),
  /** Length of a channel name. */
  MAX_CHANNEL_NAME_LENGTH(
      "max_channel_name_length", 200, Unit.CHARACTERS, "Length of a channel name."),
  /** Length of an event name. */
  MAX_EVENT_NAME_LENGTH("max_event_name_length", 200, Unit.CHARACTERS, "Length of an event name."),
  /** Channels of one publish. */
  MAX_CHANNELS_PER_EVENT(
      "max_channels_per_event", 100, Unit.COUNT, "Channels that one publish may name."),
  /** Events of one batch. */
  MAX_BATCH_SIZE("max_batch_size", 10, Unit.COUNT, "Events of one batch."),
  /** Pace of client events on one connection. */
  CLIENT_EVENTS_PER_SECOND(
      "client_events_per_second",
      10,
      Unit.PER_SECOND,
      "Client events of one connection, with a burst of one second's worth."),
  /** Pace of all messages on one connection. */
  MESSAGES_PER_SECOND(
      "messages_per_second",
      100,
      Unit.PER_SECOND,
      "Messages of one connection, with a burst of two seconds' worth; beyond it reading pauses."),
  /** Members of a presence channel. */
  MAX_PRESENCE_MEMBERS("max_presence_members", 100, Unit.COUNT, "Members of a presence channel."),
  /** User info of a member. */
  MAX_PRESENCE_MEMBER_BYTES(
      "max_presence_member_bytes",
      1_024,
      Unit.BYTES,
      "User info of a member of a presence channel."),
  /** Length of a user id. */
  MAX_USER_ID_LENGTH(
      "max_user_id_length", 128, Unit.CHARACTERS, "Length of a user id, in code points."),
  /** Signed text of a sign-in. */
  MAX_USER_DATA_BYTES(
      "max_user_data_bytes",
      10_240,
      Unit.BYTES,
      "Signed text of a sign-in; more is refused with 4009."),
  /** Users on a watchlist. */
  MAX_WATCHLIST_SIZE("max_watchlist_size", 100, Unit.COUNT, "Users on a watchlist."),
  /** Channels of one connection. */
  MAX_SUBSCRIPTIONS_PER_CONNECTION(
      "max_subscriptions_per_connection",
      1_000,
      Unit.COUNT,
      "Channels that one connection may subscribe to."),
  /** Connections of one user. */
  MAX_CONNECTIONS_PER_USER(
      "max_connections_per_user", -1, Unit.COUNT, "Connections signed in as one user."),
  /** Pace of events published over the HTTP API. */
  BACKEND_EVENTS_PER_SECOND(
      "backend_events_per_second",
      -1,
      Unit.PER_SECOND,
      "Events published over the HTTP API, each counted once for each of its channels, with a burst of one second's worth; more is answered 429."),
  /** Pace of queries over the HTTP API. */
  READ_REQUESTS_PER_SECOND(
      "read_requests_per_second",
      -1,
      Unit.PER_SECOND,
      "Queries over the HTTP API, with a burst of one second's worth; more is answered 429."),
  /** How long a cached event lives. */
  CACHE_TTL_SECONDS(
      "cache_ttl_seconds",
      1_800,
      Unit.SECONDS,
      "How long the last event of a cache channel is kept."),
  /** Memory for cached events. */
  MAX_CACHE_BYTES(
      "max_cache_bytes", 64 << 20, Unit.BYTES, "Memory for the last events of cache channels."),
  /** Channels in one list. */
  MAX_CHANNELS_LISTED(
      "max_channels_listed",
      100_000,
      Unit.COUNT,
      "Channels in one list of the HTTP API; a longer list is cut."),
  /** Time to authenticate where an app insists on it. */
  AUTHORIZATION_TIMEOUT_SECONDS(
      "authorization_timeout_seconds",
      30,
      Unit.SECONDS,
      "Time in which a connection has to sign in or subscribe to an authorised channel, where authorized_connections is on."),
  /** Bytes waiting for a slow consumer. */
  MAX_SEND_QUEUE_BYTES(
      "max_send_queue_bytes",
      1 << 20,
      Unit.BYTES,
      "Bytes that may wait for one connection; beyond it the connection is closed with 4100."),
  /** Frames waiting for a slow consumer. */
  MAX_SEND_QUEUE_FRAMES(
      "max_send_queue_frames",
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

  private static final long LARGEST = 1L << 30;

  private final String key;
  private final long defaultValue;
  private final Unit unit;
  private final String sentence;

  Limit(String key, long defaultValue, Unit unit, String sentence) {
    this.key = key;
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
   * Smallest value that may be configured: −1 switches counts and paces off, sizes and times are at
   * least 1.
   */
  public long smallest() {
    return unit == Unit.COUNT || unit == Unit.PER_SECOND ? -1 : 1;
  }

  /** Largest value that may be configured. */
  public long largest() {
    return LARGEST;
  }
}
