package io.belfry.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * Ends a connection behind the last that was written, and reads on: closed at once, the reset for
 * what its client is still sending could overtake that (rule HTTP-183). Over TLS its own last word
 * comes in between, without which a client takes what it got for cut off.
 *
 * <p>Thread: confined to the event loop of the socket.
 */
final class HalfClose implements ChannelFutureListener {
  /** Listens to the last write. */
  static final HalfClose THEN = new HalfClose();

  private static final ChannelFutureListener END =
      said -> ((DuplexChannel) said.channel()).shutdownOutput();

  private HalfClose() {}

  @Override
  public void operationComplete(ChannelFuture written) {
    Channel socket = written.channel();
    if (!written.isSuccess()) {
      socket.close();
      return;
    }
    SslHandler tls = socket.pipeline().get(SslHandler.class);
    if (tls == null) {
      ((DuplexChannel) socket).shutdownOutput();
    } else {
      tls.closeOutbound().addListener(END);
    }
  }
}
