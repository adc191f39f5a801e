package io.belfry.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponseEncoder;

/**
 * Netty's encoder of answers, which passes on what is encoded already, such as {@link PlainOk}.
 *
 * <p>Thread: confined to the event loop of its socket.
 */
final class ResponseEncoder extends HttpResponseEncoder {
  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    if (message instanceof ByteBuf) {
      context.write(message, promise);
    } else {
      super.write(context, message, promise);
    }
  }
}
