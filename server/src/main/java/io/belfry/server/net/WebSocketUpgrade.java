package io.belfry.server.net;

import io.belfry.protocol.message.ServerMessage;
import io.belfry.protocol.message.ServerMessageWriter;
import io.belfry.server.app.Limit;
import io.belfry.server.hook.Hooks.ClientTransport;
import io.belfry.server.hook.Hooks.Connecting;
import io.belfry.server.http.AllowedMethods;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import io.belfry.server.net.FrameReader.MessageBounds;
import io.belfry.server.net.Site.Compression;
import io.belfry.server.socket.Admission;
import io.belfry.server.socket.Connection;
import io.belfry.server.socket.Handshake;
import io.belfry.server.socket.HandshakeRequest;
import io.belfry.server.socket.Undecided;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns an upgrade request into a connection. Whoever is refused is upgraded all the same and then
 * closed with a code, because a browser shows a page nothing of a failed upgrade.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rules WS-006 to WS-012"
 */
class WebSocketUpgrade {
  private static final String OUR_SUBPROTOCOLS = "pusher-channels-protocol-";
  private static final int KEY_BYTES = 16;
  private static final AllowedMethods METHODS = AllowedMethods.of("GET");
  private static final MessageBounds OF_CLOSING =
      new MessageBounds(1024, MessageBounds.USUAL_FRAGMENTS);
  private static final String MALFORMED_EXTENSIONS =
      "Sec-WebSocket-Extensions is not a list of extensions with their parameters, as RFC 6455 has"
          + " it in section 9.1.";

  private final LoopSide side;
  private final Handshake handshake;
  private final Compression compression;

  WebSocketUpgrade(LoopSide side, Handshake handshake, Compression compression) {
    this.side = side;
    this.handshake = handshake;
    this.compression = compression;
  }

  /** That of a site; null where there are no WebSockets. */
  static @Nullable WebSocketUpgrade of(LoopSide side, Site site) {
    return site.handshake() == null
        ? null
        : new WebSocketUpgrade(side, site.handshake(), site.compression());
  }

  /** Whether sockets are opened at this path, and nothing else is there. */
  boolean isForSockets(String path) {
    return handshake.isForSockets(path);
  }

  /**
   * What a request to such a path is answered with that asks for no WebSocket: somebody opened the
   * URL in a browser, or a proxy took away what asks for the upgrade.
   */
  static Response instead(Asked asked) {
    return METHODS
        .otherwise(asked.head().method())
        .orElseGet(() -> ApiReason.UPGRADE_REQUIRED.saying(missing(asked)).toResponse());
  }

  private static String missing(Asked asked) {
    String proxy =
        asked.form().dialect() == Answers.Dialect.HTTP_1_0
            ? " This request came as HTTP/1.0: a proxy in front has to speak HTTP/1.1 to this"
                + " server (nginx: proxy_http_version 1.1) and to pass the header fields Upgrade"
                + " and Connection."
            : " A proxy in front has to pass the header fields Upgrade and Connection.";
    return "Here clients open a WebSocket, and this request asks for none." + proxy;
  }

  /** Whether the request asks for a WebSocket. One of HTTP/1.0 cannot (RFC 9110, section 7.8). */
  static boolean isAskedFor(HttpRequest request) {
    HttpHeaders headers = request.headers();
    return request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
  }

  /** What is wrong with an upgrade request as such; empty when it may go on. */
  static Optional<ApiError> check(HttpRequest request) {
    HttpHeaders headers = request.headers();
    if (!"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
      return Optional.of(ApiReason.WEBSOCKET_VERSION.error());
    }
    boolean isWellFormed =
        request.method().equals(HttpMethod.GET)
            && headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY).size() == 1
            && isKey(headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY))
            && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
            && headers.get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0");
    return isWellFormed
        ? Optional.empty()
        : Optional.of(
            ApiReason.REQUEST_MALFORMED.saying(
                "This is not a well-formed WebSocket upgrade request."));
  }

  /** What became of an upgrade request. */
  sealed interface UpgradeOutcome {
    /** The socket carries frames from now on. */
    record Upgraded() implements UpgradeOutcome {}

    /** The path is none of ours: the request wants an ordinary answer. */
    record NotOurs() implements UpgradeOutcome {}

    /** A hook takes its time; {@link WebSocketUpgrade#settle} goes on with its verdict. */
    record Waiting(Undecided admission) implements UpgradeOutcome {}

    /** No upgrade, but this answer, and the end of the socket. */
    record NotUpgraded(Response response) implements UpgradeOutcome {}
  }

  /** Carries out the upgrade. */
  UpgradeOutcome upgrade(ChannelHandlerContext context, HttpRequest request, Asked asked) {
    HttpHeaders headers = request.headers();
    if (agreedOn(headers).isEmpty()) {
      return new UpgradeOutcome.NotUpgraded(
          ApiReason.REQUEST_MALFORMED.saying(MALFORMED_EXTENSIONS).toResponse());
    }
    Request head = asked.head();
    HandshakeRequest wanted =
        new HandshakeRequest(
            head.path(),
            head.query(),
            ClientTransport.WEBSOCKET,
            head.caller(),
            new Connecting.From(
                head.caller().address(), origin(headers), headers.get(HttpHeaderNames.USER_AGENT)),
            KeptHeaders.of(headers, handshake.keptHeaders()));
    return settle(context, request, asked, handshake.admit(wanted, side.loop()));
  }

  /** Carries out a verdict. */
  UpgradeOutcome settle(
      ChannelHandlerContext context, HttpRequest request, Asked asked, Admission admission) {
    return switch (admission) {
      case Undecided undecided -> new UpgradeOutcome.Waiting(undecided);
      case Admission.NotFound notFound -> new UpgradeOutcome.NotOurs();
      case Admission.TooFast tooFast ->
          new UpgradeOutcome.NotUpgraded(tooFast(tooFast.waitSeconds()));
      case Admission.Rejected rejected -> {
        reject(context, request, asked, rejected);
        yield new UpgradeOutcome.Upgraded();
      }
      case Admission.Admitted admitted -> {
        open(context, request, asked, admitted);
        yield new UpgradeOutcome.Upgraded();
      }
    };
  }

  // Two of them are no origin at all, and none of any list.
  private static @Nullable String origin(HttpHeaders headers) {
    String first = headers.get(HttpHeaderNames.ORIGIN);
    return first == null || headers.getAll(HttpHeaderNames.ORIGIN).size() == 1
        ? first
        : String.join(", ", headers.getAll(HttpHeaderNames.ORIGIN));
  }

  private static Response tooFast(long waitSeconds) {
    return ApiReason.RATE_LIMITED
        .saying("This address opens connections too fast. Wait " + waitSeconds + " s.")
        .retryAfter(waitSeconds)
        .toResponse();
  }

  private void open(
      ChannelHandlerContext context,
      HttpRequest request,
      Asked asked,
      Admission.Admitted admitted) {
    switchProtocols(
        context,
        request,
        asked,
        wire -> {
          side.deadlines().forget(context.channel());
          return opened(admitted, wire);
        });
  }

  /** Makes what reads the frames of whoever was admitted, and greets him. */
  WebSocketFrames opened(Admission.Admitted admitted, NettyWire wire) {
    Connection connection = handshake.open(admitted, wire, side.parts());
    int maxMessageBytes = (int) admitted.app().limits().of(Limit.MAX_CLIENT_MESSAGE_BYTES);
    return new WebSocketFrames(
        connection, wire, new MessageBounds(maxMessageBytes, MessageBounds.USUAL_FRAGMENTS));
  }

  /** What is agreed on with a client; empty when its offers are not well-formed. */
  private Optional<Deflate> agreedOn(HttpHeaders headers) {
    return compression == Compression.NONE
            || !headers.contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS)
        ? Optional.of(Deflate.NONE)
        : DeflateOffers.choose(headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS));
  }

  private void reject(
      ChannelHandlerContext context,
      HttpRequest request,
      Asked asked,
      Admission.Rejected rejected) {
    int code = rejected.reason().code();
    switchProtocols(
        context,
        request,
        asked,
        wire -> {
          wire.write(
              side.parts()
                  .frames()
                  .text(
                      ServerMessageWriter.write(
                          new ServerMessage.Failure(code, rejected.words()))));
          wire.close(code, rejected.words());
          return new WebSocketFrames(null, wire, OF_CLOSING).onlyToEnd();
        });
  }

  /**
   * Answers the request; from then on the socket carries frames.
   *
   * @param greeting says the first words and makes what reads the frames
   */
  private void switchProtocols(
      ChannelHandlerContext context,
      HttpRequest request,
      Asked asked,
      Function<NettyWire, WebSocketFrames> greeting) {
    NettyWire wire =
        new NettyWire(context.channel(), side.loop(), side.deadlines(), side.parts().nanoTime());
    wire.address(asked.head().caller().address());
    Deflate deflate = agreedOn(request.headers()).orElse(Deflate.NONE);
    wire.agree(deflate);
    boolean isUpgraded = false;
    try {
      answer(context, request, deflate);
      Pipeline.upgraded(context.pipeline(), greeting.apply(wire));
      isUpgraded = true;
    } finally {
      // No frames will come that could take note of its end.
      if (!isUpgraded) {
        wire.gone();
      }
    }
  }

  /** Writes the answer; only frames are written behind it. */
  private void answer(ChannelHandlerContext context, HttpRequest request, Deflate deflate) {
    Pipeline.lastResponseWritten(context.pipeline());
    // Checked before: it is there, and it is a key.
    String key = request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY, "");
    context.write(
        side.answer()
            .answer(context.alloc(), key, subprotocol(request.headers()), deflate.answer()),
        context.voidPromise());
  }

  private static @Nullable String subprotocol(HttpHeaders headers) {
    if (!headers.contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
      return null;
    }
    for (String field : headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
      for (String offered : field.split(",", -1)) {
        if (offered.strip().startsWith(OUR_SUBPROTOCOLS)) {
          return offered.strip();
        }
      }
    }
    return null;
  }

  private static boolean isKey(@Nullable String key) {
    try {
      return key != null && Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
