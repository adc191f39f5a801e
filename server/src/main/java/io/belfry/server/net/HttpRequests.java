package io.belfry.server.net;

import io.belfry.server.fallback.FallbackRoutes;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.Response;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads requests one after the other, bounded in size and time, and writes their answers in the
 * same order. While an answer is awaited, what a pipelining client has sent on waits here and the
 * socket is not read.
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
  private boolean isReleasing;
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
    if (hasToWait(context)) {
      held.add(part);
      context.channel().config().setAutoRead(false);
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
    boolean isUpgrade = WebSocketUpgrade.isAskedFor(request);
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
    side.deadlines().closeAt(context.channel(), bodyBegan + BODY_GRACE_NANOS);
    String path = HttpMessages.pathOf(request);
    FallbackRoutes fallback = site.fallback();
    maxBodyBytes =
        (fallback == null ? OptionalLong.empty() : fallback.maxBodyBytes(path))
            .orElseGet(() -> site.responder().maxBodyBytes(path));
    if (HttpUtil.getContentLength(request, 0L) > maxBodyBytes) {
      refuseBody(context);
    } else if (HttpUtil.is100ContinueExpected(request)) {
      context.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
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
    if (readable > 0) {
      if (body == null) {
        body = new ByteArrayOutputStream(readable);
      }
      body.writeBytes(ByteBufUtil.getBytes(content.content()));
    }
    if (content instanceof LastHttpContent) {
      complete(context);
    } else {
      long allowed = BODY_GRACE_NANOS + (before + readable) * NANOS_PER_BODY_BYTE;
      side.deadlines().closeAt(context.channel(), bodyBegan + allowed);
    }
  }

  private void complete(ChannelHandlerContext context) {
    HttpRequest request = head;
    if (request == null) {
      return;
    }
    side.deadlines().forget(context.channel());
    if (upgrade != null && WebSocketUpgrade.isAskedFor(request)) {
      switch (upgrade.upgrade(context, request)) {
        case WebSocketUpgrade.Outcome.Upgraded upgraded -> {
          return;
        }
        case WebSocketUpgrade.Outcome.Refused refused -> {
          answer(context, refused.response(), false);
          return;
        }
        case WebSocketUpgrade.Outcome.NotOurs notOurs -> {}
      }
    }
    phase = Phase.ANSWERING;
    HttpMessages.Asked asked =
        HttpMessages.asked(request, body == null ? new byte[0] : body.toByteArray());
    boolean keepAlive = asked.keepAlive();
    head = null;
    body = null;
    NettyExchange exchange =
        new NettyExchange(context, side.loop(), asked, stays -> next(context, stays));
    if (site.fallback() != null && site.fallback().handle(exchange)) {
      return;
    }
    site.responder()
        .handle(asked.request())
        .whenComplete(
            (response, failure) -> {
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
    if (held.isEmpty() && !hasToWait(context)) {
      context.channel().config().setAutoRead(true);
    }
    context.flush();
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

  private static void write(ChannelHandlerContext context, Response response, boolean keepAlive) {
    FullHttpResponse encoded = HttpMessages.encode(response, keepAlive);
    if (keepAlive) {
      context.write(encoded, context.voidPromise());
    } else {
      context.writeAndFlush(encoded).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void endIn(ChannelHandlerContext context, long nanos) {
    side.deadlines().closeAt(context.channel(), side.parts().nanoTime().getAsLong() + nanos);
  }
}
