package io.belfry.server.net;

import io.belfry.server.socket.Newcomers;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder of requests, which lets new sockets begin a few in each turn: to open a
 * connection costs many times what it costs to read the request for it, and a crowd asks all at
 * once. Until its turn has come, what a socket sends waits here, one read's worth at most. Once it
 * has begun, nothing is held.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rule THR-41"
 */
final class RequestDecoder extends HttpRequestDecoder {
  private final Newcomers newcomers;
  private @Nullable ArrayDeque<Object> held;
  private boolean hasBegun;

  RequestDecoder(HttpDecoderConfig config, Newcomers newcomers) {
    super(config);
    this.newcomers = newcomers;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
    if (!hasBegun && held == null) {
      hasBegun = newcomers.takesOneMore();
    }
    if (hasBegun) {
      super.channelRead(context, bytes);
    } else {
      hold(context, bytes);
    }
  }

  private void hold(ChannelHandlerContext context, Object bytes) {
    if (held == null) {
      held = new ArrayDeque<>(1);
      newcomers.place().thenRun(() -> begin(context));
    } else {
      // Most send one packet and wait; who does not is read no further.
      context.channel().config().setAutoRead(false);
    }
    held.add(bytes);
  }

  private void begin(ChannelHandlerContext context) {
    ArrayDeque<Object> waiting = held;
    if (waiting == null || !context.channel().isActive()) {
      return;
    }
    hasBegun = true;
    held = null;
    context.channel().config().setAutoRead(true);
    for (Object bytes : waiting) {
      // From the head, since an upgrade among them takes this decoder out.
      context.pipeline().fireChannelRead(bytes);
    }
    context.pipeline().fireChannelReadComplete();
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
    super.handlerRemoved0(context);
    if (held != null) {
      held.forEach(ReferenceCountUtil::release);
      held = null;
    }
  }
}
