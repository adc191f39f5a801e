package io.belfry.server.net.tls;

import io.belfry.server.net.SocketLayer;
import io.belfry.server.socket.InputBudget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One socket that speaks TLS. Netty's handler, with what a public server adds: a client that ends
 * its side is done, nothing is negotiated anew, and what a client has not finished counts. Its
 * times are those of all sockets, so that none has a timer of its own.
 *
 * <p>Thread: confined to the event loop of the socket.
 *
 * @see "rules THR-25, THR-32, THR-34"
 */
final class EncryptedSocket extends SslHandler implements GenericFutureListener<Future<Channel>> {
  private static final int HANDSHAKE_RECORD = 22;
  // The last word to a peer that reads nothing any more; its time has been up before.
  private static final long LAST_WORD_MILLIS = 500;

  private final TlsLayer layer;
  private final InputBudget.Part input;
  private final SocketLayer.FarEnd peer;
  private @Nullable HeldRecord held;
  private @Nullable Channel socket;

  EncryptedSocket(
      SSLEngine engine, TlsLayer layer, InputBudget.Part input, SocketLayer.FarEnd peer) {
    super(engine);
    this.layer = layer;
    this.input = input;
    this.peer = peer;
    setHandshakeTimeoutMillis(0);
    setCloseNotifyFlushTimeoutMillis(LAST_WORD_MILLIS);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) throws Exception {
    socket = context.channel();
    held = new HeldRecord(input, context::close);
    super.handlerAdded(context);
    handshakeFuture().addListener(this);
    sslCloseFuture().addListener(this);
  }

  /** The handshake has come to its end, or the client has said that it sends no more. */
  @Override
  @SuppressWarnings("ReferenceEquality") // a future is itself and no other
  public void operationComplete(Future<Channel> done) {
    Channel own = Objects.requireNonNull(socket, "was added");
    Throwable failure = done.cause();
    if (failure == null && done == sslCloseFuture()) {
      own.close();
    } else if (failure != null && done == handshakeFuture()) {
      layer.failed(peer, failure);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws SSLException {
    // In TLS 1.3 such records are encrypted, and in 1.2 they can only mean a second handshake.
    // BoringSSL refuses that by itself.
    if (in.isReadable()
        && in.getByte(in.readerIndex()) == HANDSHAKE_RECORD
        && handshakeFuture().isSuccess()) {
      in.skipBytes(in.readableBytes());
      context.close();
      return;
    }
    super.decode(context, in, out);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    super.channelReadComplete(context);
    Objects.requireNonNull(held, "was added")
        .set(actualReadableBytes() == 0 ? 0 : internalBuffer().capacity());
  }

  @Override
  public void handlerRemoved0(ChannelHandlerContext context) throws Exception {
    Objects.requireNonNull(held, "was added").set(0);
    super.handlerRemoved0(context);
  }

  /** Records that do not decrypt are the client's doing, and no fault of the server. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
    boolean isOfPeer =
        cause instanceof SSLException
            || (cause instanceof DecoderException && cause.getCause() instanceof SSLException);
    if (isOfPeer) {
      context.close();
    } else {
      super.exceptionCaught(context, cause);
    }
  }
}
