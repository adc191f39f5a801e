package io.belfry.server.hook;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import java.net.InetAddress;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Extension point: lets the application in which the server is embedded decide who may connect,
 * sign in, subscribe and send, and say who somebody is. Asked last, when everything else has been
 * checked: what is refused by a limit, an origin or a signature never gets here. All methods allow
 * everything unless they are overridden.
 *
 * <p>A hook answers with a stage and may take up to 5 s until it completes, or as long as {@link
 * io.belfry.server.BelfryServer.Builder#hookTime} says. Later messages of the same connection wait
 * for it, in their order, and no other connection notices. What is not decided by then is refused,
 * and the client may try again: a connection with close code 4100, the rest with error 4309. The
 * same holds for a hook that throws, completes exceptionally, or completes with null; that is
 * logged once for each kind of hook.
 *
 * <p>What a hook decides is not asked again when an app is configured anew. A connection that ends
 * while it waits is forgotten, whatever is decided.
 *
 * <p>Who would rather write methods that block takes {@link BlockingHooks}.
 *
 * <p>Thread: thread-safe. Each method is called on an event loop and must not block it; the stages
 * may be completed on any thread.
 */
public interface Hooks {
  /** Allows everything, and costs nothing. */
  Hooks NONE = new Hooks() {};

  /**
   * A client wants to connect. Who is refused hears close code 4009 with the words and does not
   * come back by itself (rule WS-117).
   */
  default CompletionStage<Permission> connecting(Connecting facts) {
    return Permission.allow();
  }

  /**
   * A connection wants to sign a user in, with a token that is right. Who is refused hears error
   * 4009 with the words, and the connection stays open (rule WS-118).
   */
  default CompletionStage<Permission> signingIn(SigningIn facts) {
    return Permission.allow();
  }

  /**
   * A connection wants to sign in and has no token: the {@code auth} of its sign-in is empty. Who
   * is it? Asked only of WebSockets, and only where the page, if it is one, is of this server's own
   * host or of an origin that the app's {@code allowed_origins} names; the entry {@code *} names
   * none. So no other site gets its visitors signed in by their cookies (rules WS-131, WS-132).
   *
   * <p>By default it is nobody, which is refused as a sign-in without a token always is. {@link
   * #signingIn} is not asked as well.
   */
  default CompletionStage<Identification> user(WithoutToken facts) {
    return Identification.none();
  }

  /**
   * A connection wants to subscribe to a channel, with a token that is right where it needs one.
   * Who is refused hears {@code pusher:subscription_error} and error 4305 with the words (rule
   * WS-119).
   */
  default CompletionStage<Permission> subscribing(Subscribing facts) {
    return Permission.allow();
  }

  /**
   * A connection wants to subscribe to a private or presence channel and has no token: the {@code
   * auth} of its subscription is empty. May it? Asked where {@link #user} would be: of WebSockets
   * alone, and not for pages of other sites. On a presence channel it joins as whoever is signed in
   * on it, so nobody joins who is not; encrypted channels have a key that only a token brings, so
   * nobody is asked for them (rule WS-135).
   *
   * <p>By default it is not allowed, which is said as to everybody without a token. {@link
   * #subscribing} is not asked as well.
   */
  default CompletionStage<Authorization> authorizing(Authorizing facts) {
    return Authorization.none();
  }

  /**
   * A connection wants to send a client event, which is within all limits. Who is refused hears
   * error 4301 with the words. Later messages of the connection wait, as for every hook; so this
   * one costs each event the time that it takes (rule WS-133).
   */
  default CompletionStage<Permission> clientEvent(SendingEvent facts) {
    return Permission.allow();
  }

  /**
   * A connection has ended that had been greeted. Called once for each of them, whoever ended it;
   * not for those that ended before their greeting, although {@link #connecting} was asked.
   */
  default void closed(Closed facts) {}

  /**
   * What a hook says of something that a client wants.
   *
   * <p>Thread: immutable.
   */
  sealed interface Permission {
    /** The client gets it. */
    record Allowed() implements Permission {}

    /**
     * The client does not get it, and is told so.
     *
     * @param words for the client, on one line of 1 to 120 bytes of UTF-8; never a secret
     */
    record Refused(String words) implements Permission {
      /**
       * Checks the words.
       *
       * @throws IllegalArgumentException if they are blank, have more than 120 bytes, or a control
       *     character
       */
      public Refused {
        RefusalWords.check(words);
      }
    }

    /** Allowed, at once. */
    static CompletionStage<Permission> allow() {
      return AtOnce.ALLOWED;
    }

    /**
     * Refused with these words, at once.
     *
     * @param words for the client, on one line of 1 to 120 bytes of UTF-8; never a secret
     * @throws IllegalArgumentException if they are not that
     */
    static CompletionStage<Permission> refuse(String words) {
      return CompletableFuture.completedStage(new Refused(words));
    }
  }

  /**
   * A client that wants to connect. What the client says of itself is not verified.
   *
   * <p>Thread: immutable.
   *
   * @param appId app it asks for
   * @param socketId public id that the connection will have
   * @param transport how it is connected
   * @param query query of the URL as it came, such as {@code protocol=7&client=js&version=8.4.0};
   *     empty when there is none
   * @param from where it comes from
   */
  record Connecting(
      String appId, SocketId socketId, ClientTransport transport, String query, From from) {
    /**
     * Where a client comes from.
     *
     * @param address its address, or that of a proxy in front which is not trusted; null when that
     *     is not known. Over the fallback transports only the first half of an IPv6 address.
     * @param origin the {@code Origin} field, null when there is none
     * @param userAgent the {@code User-Agent} field, null when there is none
     */
    public record From(
        @Nullable InetAddress address, @Nullable String origin, @Nullable String userAgent) {}
  }

  /**
   * A user whose sign-in was found to be signed by the app.
   *
   * <p>Thread: immutable.
   *
   * @param appId app of the connection
   * @param socketId connection
   * @param user who signs in
   * @param userInfo what the sign-in says of the user, as JSON text; null when it says nothing
   */
  record SigningIn(String appId, SocketId socketId, UserId user, @Nullable String userInfo) {}

  /**
   * A connection that wants to be signed in without a token.
   *
   * <p>Thread: immutable.
   *
   * @param appId app of the connection
   * @param socketId connection
   * @param user who is signed in on it already, null for nobody; whoever it is can be no one else
   * @param arrival how it came
   */
  record WithoutToken(String appId, SocketId socketId, @Nullable UserId user, Arrival arrival) {}

  /**
   * A connection that wants to subscribe to a channel without the token that it needs.
   *
   * <p>Thread: immutable.
   *
   * @param appId app of the connection
   * @param socketId connection
   * @param channel a private or presence channel that is not encrypted
   * @param user who is signed in on the connection, null for nobody
   * @param arrival how it came
   */
  record Authorizing(
      String appId,
      SocketId socketId,
      ChannelName channel,
      @Nullable UserId user,
      Arrival arrival) {}

  /**
   * A connection that wants to subscribe to a channel for the first time.
   *
   * <p>Thread: immutable.
   *
   * @param appId app of the connection
   * @param socketId connection
   * @param channel channel
   * @param user who is signed in on the connection, null for nobody
   * @param member who it will be on a presence channel, null on others
   */
  record Subscribing(
      String appId,
      SocketId socketId,
      ChannelName channel,
      @Nullable UserId user,
      @Nullable Member member) {}

  /**
   * A connection that wants to send a client event.
   *
   * <p>Thread: immutable.
   *
   * @param appId app of the connection
   * @param socketId connection
   * @param channel where to
   * @param user who is signed in on the connection, null for nobody
   * @param member who the connection is on the channel, null unless that is a presence channel to
   *     which it is subscribed
   * @param event name, which begins with {@code client-}
   * @param data content of a string, or source text of any other JSON value
   */
  record SendingEvent(
      String appId,
      SocketId socketId,
      ChannelName channel,
      @Nullable UserId user,
      @Nullable UserId member,
      String event,
      String data) {
    /** Says nothing of the data, which is no matter of a log. */
    @Override
    public String toString() {
      return event + " of " + socketId + " to " + channel;
    }
  }

  /**
   * A connection that has ended.
   *
   * <p>Thread: immutable.
   *
   * @param appId app of the connection
   * @param socketId connection
   * @param user who was signed in, null for nobody
   * @param code close code, of whichever side closed; 1005 when the client gave none, 1006 when the
   *     socket was lost
   */
  record Closed(String appId, SocketId socketId, @Nullable UserId user, int code) {}

  /**
   * How a client is connected.
   *
   * <p>Thread: immutable.
   */
  enum ClientTransport {
    /** A WebSocket. */
    WEBSOCKET,
    /** Answers to HTTP requests that go on and on. */
    XHR_STREAMING,
    /** One answer for each HTTP request. */
    XHR_POLLING,
    /** The same, as scripts. */
    JSONP_POLLING;

    private final String word = name().toLowerCase(Locale.ROOT);

    /**
     * As it is told: {@code ws}, {@code xhr_streaming}, {@code xhr_polling}, {@code jsonp_polling}.
     */
    public String word() {
      return this == WEBSOCKET ? "ws" : word;
    }
  }
}
