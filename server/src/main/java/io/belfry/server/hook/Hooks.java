package io.belfry.server.hook;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Extension point: lets the application in which the server is embedded decide who may connect,
 * sign in and subscribe. Asked last, when everything else has been checked: what is refused by a
 * limit, an origin or a signature never gets here. All methods allow everything unless they are
 * overridden.
 *
 * <p>A hook answers with a stage and may take up to 5 s until it completes. Later messages of the
 * same connection wait for it, in their order, and no other connection notices. What is not decided
 * by then is refused, and the client may try again: a connection with close code 4100, the rest
 * with error 4309. The same holds for a hook that throws, completes exceptionally, or completes
 * with null; that is logged once for each kind of hook.
 *
 * <p>What a hook decides is not asked again when an app is configured anew. A connection that ends
 * while it waits is forgotten, whatever is decided.
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
   * A connection wants to subscribe to a channel, with a token that is right where it needs one.
   * Who is refused hears {@code pusher:subscription_error} and error 4305 with the words (rule
   * WS-119).
   */
  default CompletionStage<Permission> subscribing(Subscribing facts) {
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
      private static final int MOST_BYTES = 120;

      /**
       * Checks the words.
       *
       * @throws IllegalArgumentException if they are blank, have more than 120 bytes, or a control
       *     character
       */
      public Refused {
        if (words.isBlank()
            || words.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES
            || words.chars().anyMatch(Character::isISOControl)) {
          throw new IllegalArgumentException(
              "words of a refusal: expected one line of 1 to " + MOST_BYTES + " bytes");
        }
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
    JSONP_POLLING
  }
}
