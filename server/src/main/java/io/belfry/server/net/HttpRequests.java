package io.belfry.server.net;

import io.belfry.server.fallback.FallbackRoutes;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.Response;
import io.belfry.server.net.Deadlines.Deadline;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads requests one after the other, bounded in size and time, and writes their answers in the
 * same order. While an answer is awaited, what a pipelining client has sent on waits here and the
 * socket is not read. Answers that are there at once are flushed together when all that was read is
 * answered.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rules HTTP-001 to HTTP-003, HTTP-183, THR-34"
 */
final class HttpRequests extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(HttpRequests.class);
  private static final long HEAD_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long IDLE_NANOS = Duration.ofSeconds(65).toNanos();
  private static final long BODY_GRACE_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long NANOS_PER_BODY_BYTE = Duration.ofSeconds(1).toNanos() / 1024;
  private static final int MAX_DRAINED_BYTES = 1 << 20;
  // What came behind it was read as HTTP while it waited, so its frames would be lost.
  private static final HeadRules.Violation TOO_EARLY =
      new HeadRules.Violation(
          400, "request_malformed", "Ask for an upgrade when all else has been answered.");

  private final LoopSide side;
  private final Site site;
  private final @Nullable WebSocketUpgrade upgrade;
  private final ArrayDeque<Object> held = new ArrayDeque<>(0);
  private Phase phase = Phase.HEAD;
  private @Nullable HttpRequest head;
  private @Nullable ByteArrayOutputStream body;
  private @Nullable Deadline deadline;
  private @Nullable PlainOk plainOk;
  private @Nullable FallbackRoutes fallback;
  private boolean isUpgrade;
  private boolean isReading;
  private boolean isReleasing;
  private boolean isPaused;
  private long maxBodyBytes;
  private long drainedBytes;
  private long bodyBegan;

  private enum Phase {
    HEAD,
    BODY,
    ANSWERING,
    /** The request was refused and the connection ends: what still comes is thrown away. */
    DRAINING
  }

  HttpRequests(LoopSide side, Site site) {
    this.side = side;
    this.site = site;
    this.upgrade = site.handshake() == null ? null : new WebSocketUpgrade(side, site.handshake());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    endIn(context, HEAD_NANOS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    held.forEach(ReferenceCountUtil::release);
    held.clear();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    side.deadlines().forget(context.channel());
    context.fireChannelInactive();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    isReading = false;
    context.flush();
  }

  /** The client has read what was written to it: requests that waited for that go on. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      release(context);
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object part) {
    isReading = true;
    if (hasToWait(context)) {
      held.add(part);
      pause(context);
      return;
    }
    try {
      take(context, part);
    } finally {
      ReferenceCountUtil.release(part);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.error("An HTTP connection failed through a fault of the server.", cause);
    }
    context.close();
  }

  // A client that asks on and reads no answers must not fill the memory with them (rule THR-35).
  private boolean hasToWait(ChannelHandlerContext context) {
    return phase == Phase.ANSWERING || (phase == Phase.HEAD && !context.channel().isWritable());
  }

  private void take(ChannelHandlerContext context, Object part) {
    if (part instanceof HttpRequest request && phase == Phase.HEAD) {
      begin(context, request);
    }
    if (part instanceof HttpContent content) {
      switch (phase) {
        case BODY -> append(context, content);
        case DRAINING -> drain(context, content);
        case HEAD, ANSWERING -> {}
      }
    }
  }

  private void begin(ChannelHandlerContext context, HttpRequest request) {
    isUpgrade = WebSocketUpgrade.isAskedFor(request);
    Optional<HeadRules.Violation> violation = HeadRules.check(request);
    if (violation.isEmpty() && isUpgrade) {
      violation = isReleasing ? Optional.of(TOO_EARLY) : WebSocketUpgrade.check(request);
    }
    if (violation.isPresent()) {
      refuse(context, violation.get());
      return;
    }
    head = request;
    body = null;
    bodyBegan = side.parts().nanoTime().getAsLong();
    phase = Phase.BODY;
    deadline(context).set(bodyBegan + BODY_GRACE_NANOS);
    String path = HttpMessages.pathOf(request);
    fallback = fallbackOf(path);
    OptionalLong ofFallback = fallback == null ? OptionalLong.empty() : fallback.maxBodyBytes(path);
    maxBodyBytes = ofFallback.orElseGet(() -> site.responder().maxBodyBytes(path));
    if (HttpUtil.getContentLength(request, 0L) > maxBodyBytes) {
      refuseBody(context);
    } else if (HttpUtil.is100ContinueExpected(request)) {
      context.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  private @Nullable FallbackRoutes fallbackOf(String path) {
    FallbackRoutes routes = site.fallback();
    return routes != null && routes.isBelow(path) ? routes : null;
  }

  private void append(ChannelHandlerContext context, HttpContent content) {
    if (content.decoderResult().isFailure()) {
      refuse(
          context,
          new HeadRules.Violation(400, "request_malformed", "The request body is malformed."));
      return;
    }
    int readable = content.content().readableBytes();
    int before = body == null ? 0 : body.size();
    if (before + readable > maxBodyBytes) {
      refuseBody(context);
      return;
    }
    if (body == null && content instanceof LastHttpContent) {
      complete(context, ByteBufUtil.getBytes(content.content()));
      return;
    }
    if (body == null) {
      body = new ByteArrayOutputStream(readable);
    }
    body.writeBytes(ByteBufUtil.getBytes(content.content()));
    if (content instanceof LastHttpContent) {
      complete(context, body.toByteArray());
    } else {
      long allowed = BODY_GRACE_NANOS + (before + readable) * NANOS_PER_BODY_BYTE;
      deadline(context).set(bodyBegan + allowed);
    }
  }

  private void complete(ChannelHandlerContext context, byte[] bytes) {
    HttpRequest request = head;
    if (request == null) {
      return;
    }
    deadline(context).lift();
    if (isUpgrade && upgrade != null && hasUpgraded(context, request, upgrade)) {
      return;
    }
    // Who uses HTTP is none of the crowd that comes to stay.
    side.loop().welcome(context.channel());
    phase = Phase.ANSWERING;
    head = null;
    body = null;
    HttpMessages.Asked asked = HttpMessages.asked(request, bytes);
    if (fallback != null
        && fallback.handle(
            new NettyExchange(context, side.loop(), asked, stays -> next(context, stays)))) {
      return;
    }
    respond(context, asked);
  }

  /** Whether nothing is left to answer: the socket carries frames, or the upgrade was refused. */
  private boolean hasUpgraded(
      ChannelHandlerContext context, HttpRequest request, WebSocketUpgrade asked) {
    return switch (asked.upgrade(context, request)) {
      case WebSocketUpgrade.Outcome.Upgraded upgraded -> true;
      case WebSocketUpgrade.Outcome.Refused refused -> {
        answer(context, refused.response(), false);
        yield true;
      }
      case WebSocketUpgrade.Outcome.NotOurs notOurs -> false;
    };
  }

  private void respond(ChannelHandlerContext context, HttpMessages.Asked asked) {
    boolean keepAlive = asked.keepAlive();
    CompletableFuture<Response> answered =
        site.responder().handle(asked.request()).toCompletableFuture();
    if (answered.isDone()) {
      answer(context, answered.join(), keepAlive);
      return;
    }
    answered.thenAccept(
        response -> {
          if (context.executor().inEventLoop()) {
            answer(context, response, keepAlive);
          } else {
            context.executor().execute(() -> answer(context, response, keepAlive));
          }
        });
  }

  private void answer(ChannelHandlerContext context, Response response, boolean keepAlive) {
    boolean stays = keepAlive && !"close".equals(response.headers().get("Connection"));
    write(context, response, stays);
    next(context, stays);
  }

  /** The answer is given: what has been held goes on, if the connection does. */
  private void next(ChannelHandlerContext context, boolean stays) {
    endIn(context, IDLE_NANOS);
    phase = stays ? Phase.HEAD : Phase.DRAINING;
    release(context);
  }

  private void release(ChannelHandlerContext context) {
    if (isReleasing || phase == Phase.DRAINING) {
      // An answer given at once to a request that was held: the loop below goes on.
      return;
    }
    isReleasing = true;
    while (!held.isEmpty() && !hasToWait(context)) {
      Object next = held.remove();
      try {
        take(context, next);
      } finally {
        ReferenceCountUtil.release(next);
      }
      if (!context.channel().isWritable()) {
        context.flush();
      }
    }
    isReleasing = false;
    if (isPaused && held.isEmpty() && !hasToWait(context)) {
      isPaused = false;
      context.channel().config().setAutoRead(true);
    }
    if (!isReading) {
      context.flush();
    }
  }

  private void pause(ChannelHandlerContext context) {
    isPaused = true;
    context.channel().config().setAutoRead(false);
  }

  private void refuseBody(ChannelHandlerContext context) {
    if (head != null) {
      site.responder().bodyRefused(HttpMessages.pathOf(head));
    }
    refuse(
        context,
        new HeadRules.Violation(
            413,
            "request_too_large",
            "The request body is larger than the " + maxBodyBytes + " bytes allowed here."));
  }

  /**
   * Answers with an error and ends the connection, after reading what a client that is still
   * sending needs to get the answer.
   */
  private void refuse(ChannelHandlerContext context, HeadRules.Violation violation) {
    phase = Phase.DRAINING;
    ApiError error = new ApiError(violation.status(), violation.reason(), violation.sentence());
    context.writeAndFlush(HttpMessages.encode(error.toResponse(), false));
    endIn(context, BODY_GRACE_NANOS);
    if (violation.status() != 413) {
      context.channel().eventLoop().execute(() -> context.close());
    }
  }

  private void drain(ChannelHandlerContext context, HttpContent content) {
    drainedBytes += content.content().readableBytes();
    if (content instanceof LastHttpContent) {
      context.close();
    } else if (drainedBytes > MAX_DRAINED_BYTES) {
      // Not a close: the reset for what is unread could overtake the answer. The deadline ends it.
      context.channel().config().setAutoRead(false);
    }
  }

  private void write(ChannelHandlerContext context, Response response, boolean keepAlive) {
    if (plainOk == null) {
      plainOk = new PlainOk(context);
    }
    if (keepAlive && plainOk.write(response)) {
      return;
    }
    FullHttpResponse encoded = HttpMessages.encode(response, keepAlive);
    if (keepAlive) {
      context.write(encoded, context.voidPromise());
    } else {
      context.writeAndFlush(encoded).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void endIn(ChannelHandlerContext context, long nanos) {
    deadline(context).set(side.parts().nanoTime().getAsLong() + nanos);
  }

  private Deadline deadline(ChannelHandlerContext context) {
    if (deadline == null) {
      deadline = side.deadlines().of(context.channel());
    }
    return deadline;
  }
}
