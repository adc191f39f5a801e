package io.belfry.server.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.unix.Socket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one event loop that can be written to past their pipelines, by lane. Before each
 * such write the pipeline itself has to say that nobody but the writer of the frames is in it: so
 * no handler is passed by, whenever it was put there.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rule THR-32"
 */
final class DirectSockets {
  private @Nullable Socket[] sockets;
  private @Nullable ChannelPipeline[] pipelines;
  private @Nullable ChannelHandlerContext[] writers;

  DirectSockets(int capacity) {
    sockets = new Socket[capacity];
    pipelines = new ChannelPipeline[capacity];
    writers = new ChannelHandlerContext[capacity];
  }

  /** The lane leads to that socket, and its frames are those of that handler. */
  void put(int lane, Socket socket, ChannelHandlerContext writer) {
    sockets[lane] = socket;
    pipelines[lane] = writer.pipeline();
    writers[lane] = writer;
  }

  /** The lane leads nowhere. */
  void remove(int lane) {
    sockets[lane] = null;
    pipelines[lane] = null;
    writers[lane] = null;
  }

  /**
   * The socket of the lane, closed or not; null when there is none that may be written to directly
   * at this moment.
   */
  // Beside the socket only fields of the pipeline and its two ends are looked at: few waits.
  @SuppressWarnings("ReferenceEquality") // a handler's place is itself and no other
  @Nullable Socket find(int lane) {
    ChannelPipeline pipeline = pipelines[lane];
    ChannelHandlerContext writer = writers[lane];
    boolean isAlone =
        pipeline != null && pipeline.firstContext() == writer && pipeline.lastContext() == writer;
    return isAlone ? sockets[lane] : null;
  }

  void grow(int capacity) {
    sockets = Arrays.copyOf(sockets, capacity);
    pipelines = Arrays.copyOf(pipelines, capacity);
    writers = Arrays.copyOf(writers, capacity);
  }
}
