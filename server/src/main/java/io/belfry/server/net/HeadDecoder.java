package io.belfry.server.net;

import io.belfry.server.socket.InputBudget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder of requests, which takes a head apart while it comes. What it keeps of one that
 * has not ended is counted in the {@link InputBudget}, and fields beyond their number end it at
 * once: each costs many times its bytes.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rules LIM-018, THR-34"
 */
abstract class HeadDecoder extends HttpRequestDecoder {
  private static final long NOTHING_YET_BYTES = 64;
  // A name, a value and their place among the fields, beside their letters.
  private static final long FIELD_BYTES = 160;

  private final InputBudget.Part input;
  private InputBudget.@Nullable Holding holding;
  private long headBytes;
  private int fields;

  HeadDecoder(HttpDecoderConfig config, InputBudget.Part input) {
    super(config);
    this.input = input;
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
    holds(context, 0);
    super.handlerRemoved0(context);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    super.channelInactive(context);
    holds(context, 0);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    int before = in.readableBytes();
    super.decode(context, in, out);
    if (out.isEmpty()) {
      headBytes += before - in.readableBytes();
    } else {
      headBytes = 0;
      fields = 0;
    }
  }

  @Override
  protected AsciiString splitHeaderName(byte[] bytes, int start, int length) {
    if (++fields > HeadRules.MAX_FIELDS) {
      throw HeadRules.tooManyFields();
    }
    return super.splitHeaderName(bytes, start, length);
  }

  /** Counts what is kept now; called when a read has ended. */
  final void charge(ChannelHandlerContext context) {
    if (context.isRemoved()) {
      return;
    }
    long waiting = actualReadableBytes() > 0 ? internalBuffer().capacity() : 0;
    long letters = waiting + 2 * headBytes;
    holds(context, letters == 0 ? 0 : NOTHING_YET_BYTES + letters + FIELD_BYTES * fields);
  }

  private void holds(ChannelHandlerContext context, long bytes) {
    if (holding == null && bytes > 0) {
      // No answer: it could be taken for that of a request before.
      holding = input.holding(context::close);
    }
    if (holding != null) {
      holding.set(bytes);
    }
  }
}
