package io.belfry.server.net.tls;

import io.belfry.server.net.SocketLayer;
import io.belfry.server.refusal.Reason;
import io.belfry.server.socket.InputBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the first message of a client. Until it is there whole, nothing is made for the socket;
 * then it gets its engine, when it is its turn. What is no TLS is closed without an answer.
 *
 * <p>Thread: confined to the event loop of the socket.
 *
 * @see "rules THR-32, THR-34, THR-41"
 */
final class FirstFlight extends SslClientHelloHandler<Boolean> {
  private static final int MAX_HELLO_BYTES = 16 << 10;
  // A record of one fatal alert: no_application_protocol (RFC 7301, section 3.2).
  private static final byte[] NO_PROTOCOL = {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x78};

  private final TlsLayer layer;
  private final InputBudget.Part input;
  private final SocketLayer.FarEnd peer;
  private @Nullable HeldRecord held;
  private boolean isRefused;
  private boolean isWaiting;

  FirstFlight(TlsLayer layer, InputBudget.Part input, SocketLayer.FarEnd peer) {
    super(MAX_HELLO_BYTES);
    this.layer = layer;
    this.input = input;
    this.peer = peer;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    held = new HeldRecord(input, context::close);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    if (isWaiting) {
      // Netty would read on until there is a message.
      context.fireChannelReadComplete();
      return;
    }
    super.channelReadComplete(context);
    if (!context.isRemoved()) {
      // The hello is kept once more where it came in several records.
      hold(actualReadableBytes() == 0 ? 0 : 2L * internalBuffer().capacity());
    }
  }

  private void hold(long bytes) {
    Objects.requireNonNull(held, "was added").set(bytes);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
    hold(0);
    super.handlerRemoved0(context);
  }

  @Override
  protected Future<Boolean> lookup(ChannelHandlerContext context, @Nullable ByteBuf hello) {
    if (hello == null) {
      refuse(Reason.TLS_NOT_SPOKEN);
    } else if (!ClientHello.takesHttp1(hello)) {
      context.write(Unpooled.wrappedBuffer(NO_PROTOCOL), context.voidPromise());
      refuse(Reason.TLS_PROTOCOL);
    } else {
      return turn(context);
    }
    return context.executor().newSucceededFuture(false);
  }

  private Future<Boolean> turn(ChannelHandlerContext context) {
    long wait = layer.pace().take();
    if (wait == HandshakePace.TOO_LATE) {
      refuse(Reason.OVER_CAPACITY);
      return context.executor().newSucceededFuture(false);
    }
    isWaiting = true;
    context.channel().config().setAutoRead(false);
    Promise<Boolean> turn = context.executor().newPromise();
    if (wait == 0) {
      due(context, turn);
    } else {
      Future<?> ignored =
          context.executor().schedule(() -> due(context, turn), wait, TimeUnit.NANOSECONDS);
    }
    return turn;
  }

  private void due(ChannelHandlerContext context, Promise<Boolean> turn) {
    layer
        .turnsOf(context.executor())
        .add(
            () -> {
              boolean isThere = !context.isRemoved();
              turn.trySuccess(isThere);
              return isThere;
            });
  }

  // What comes behind, and the end of the socket, would be looked at again.
  private void refuse(Reason reason) {
    if (!isRefused) {
      isRefused = true;
      layer.refused(peer, reason);
    }
  }

  @Override
  protected void onLookupComplete(ChannelHandlerContext context, Future<Boolean> turn) {
    isWaiting = false;
    if (context.isRemoved()) {
      // It has left while it waited.
      return;
    }
    if (isRefused || !turn.isSuccess()) {
      context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    context.pipeline().replace(this, null, layer.encrypted(context.alloc(), input, peer));
    context.channel().config().setAutoRead(true);
  }

  /** A hello without an end, or a socket that broke: there is nothing to say to either. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
