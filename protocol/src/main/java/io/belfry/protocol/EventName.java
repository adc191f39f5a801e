package io.belfry.protocol;

/**
 * Names of events: who may send which, and the names the protocol itself uses.
 *
 * <p>Thread: stateless.
 */
public final class EventName {
  /** Longest name unless an app sets another limit, in code points. */
  public static final int DEFAULT_MAX_LENGTH = 200;

  /** First frame of a connection. */
  public static final String CONNECTION_ESTABLISHED = "pusher:connection_established";

  /** A refusal, on an open connection or just before its close. */
  public static final String ERROR = "pusher:error";

  /** A sign of life is asked for. */
  public static final String PING = "pusher:ping";

  /** The sign of life. */
  public static final String PONG = "pusher:pong";

  /** A client says who its user is. */
  public static final String SIGNIN = "pusher:signin";

  /** The server has accepted who the user is. */
  public static final String SIGNIN_SUCCESS = "pusher:signin_success";

  /** The sign-in of this connection expires soon; its data says in how many seconds. */
  public static final String TOKEN_EXPIRING = "belfry:token_expiring";

  /** A client wants the events of a channel. */
  public static final String SUBSCRIBE = "pusher:subscribe";

  /** A client no longer wants them. */
  public static final String UNSUBSCRIBE = "pusher:unsubscribe";

  /** A subscription was refused. */
  public static final String SUBSCRIPTION_ERROR = "pusher:subscription_error";

  /** A subscription stands, as the server says it. */
  public static final String SUBSCRIPTION_SUCCEEDED = "pusher_internal:subscription_succeeded";

  /** A member has come to a presence channel. */
  public static final String MEMBER_ADDED = "pusher_internal:member_added";

  /** A member has left a presence channel. */
  public static final String MEMBER_REMOVED = "pusher_internal:member_removed";

  /** How many connections a channel has. */
  public static final String SUBSCRIPTION_COUNT = "pusher_internal:subscription_count";

  /** A cache channel keeps no event. */
  public static final String CACHE_MISS = "pusher:cache_miss";

  /** Watched users have come online or gone offline. */
  public static final String WATCHLIST_EVENTS = "pusher_internal:watchlist_events";

  /** What clients may send to each other begins so. */
  public static final String CLIENT_PREFIX = "client-";

  private static final String PROTOCOL_PREFIX = "pusher:";
  private static final String INTERNAL_PREFIX = "pusher_internal:";

  private EventName() {}

  /** Whether only the server may say it: {@code pusher:…} and {@code pusher_internal:…}. */
  public static boolean isReserved(String name) {
    return name.startsWith(PROTOCOL_PREFIX) || name.startsWith(INTERNAL_PREFIX);
  }

  /** Whether it is the name of a client event. */
  public static boolean isClientEvent(String name) {
    return name.startsWith(CLIENT_PREFIX);
  }
}
