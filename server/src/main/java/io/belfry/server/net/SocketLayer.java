package io.belfry.server.net;

import io.belfry.server.socket.InputBudget;
import io.netty.channel.ChannelPipeline;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the sockets of a port and everything else, such as encryption. Whatever is
 * put into a pipeline sees every byte that comes and goes, whenever it was put there.
 *
 * <p>Thread: runs on the event loop of the socket.
 *
 * @see "rule THR-32"
 */
@FunctionalInterface
public interface SocketLayer {
  /** Nothing: bytes are taken and given as they are. */
  SocketLayer NONE = (pipeline, input, peer) -> {};

  /** Who is at the other end of a socket. */
  @FunctionalInterface
  interface FarEnd {
    /** As far as it is known by now: a proxy tells it only after the socket was accepted. */
    @Nullable InetAddress address();
  }

  /**
   * Puts its handlers into the pipeline of a socket that was just accepted, still empty.
   *
   * @param input where is counted what they keep of a client from one read to the next
   * @param peer who is refused where they refuse
   */
  void addTo(ChannelPipeline pipeline, InputBudget.Part input, FarEnd peer);

  /** Whether what passes it is encrypted on the wire; false by default. */
  default boolean isEncrypted() {
    return false;
  }
}
