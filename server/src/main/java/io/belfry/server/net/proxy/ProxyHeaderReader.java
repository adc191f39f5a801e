package io.belfry.server.net.proxy;

import io.belfry.server.socket.InputBudget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the PROXY header with which a connection begins, before all else, and leaves the pipeline
 * with it. A connection that begins otherwise is closed: what stands there would be taken for the
 * client's own. One that never gets that far is closed by the time that a head may take; what is
 * kept of it until then is counted in the {@link InputBudget}.
 *
 * <p>Thread: confined to the event loop of its socket.
 *
 * @see "rules LIM-018, THR-33, THR-34"
 */
public final class ProxyHeaderReader extends ByteToMessageDecoder {
  private final Consumer<ProxyHeader> whenRead;
  private final Consumer<String> whenRefused;
  private final InputBudget.Part input;
  private InputBudget.@Nullable Holding holding;
  private boolean isRefused;

  /**
   * A reader.
   *
   * @param input where is counted what waits here
   * @param whenRead gets what the header says
   * @param whenRefused gets what is wrong with it, in words that hold nothing of the client's
   */
  public ProxyHeaderReader(
      InputBudget.Part input, Consumer<ProxyHeader> whenRead, Consumer<String> whenRefused) {
    this.input = input;
    this.whenRead = whenRead;
    this.whenRefused = whenRefused;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    super.channelReadComplete(context);
    if (!context.isRemoved() && actualReadableBytes() > 0) {
      if (holding == null) {
        holding = input.holding(context::close);
      }
      holding.set(internalBuffer().capacity());
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    if (holding != null) {
      holding.release();
    }
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
    if (isRefused) {
      bytes.skipBytes(bytes.readableBytes());
      return;
    }
    try {
      ProxyHeader header = ProxyHeader.read(bytes);
      if (header != null) {
        whenRead.accept(header);
        context.pipeline().remove(this);
      }
    } catch (ProxyHeader.Malformed e) {
      isRefused = true;
      bytes.skipBytes(bytes.readableBytes());
      whenRefused.accept(String.valueOf(e.getMessage()));
      context.close();
    }
  }
}
