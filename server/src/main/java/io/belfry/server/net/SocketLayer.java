package io.belfry.server.net;

import io.netty.channel.ChannelPipeline;

/**
 * What stands between the sockets of a port and everything else, such as encryption. Whatever is
 * put into a pipeline sees every byte that comes and goes, whenever it was put there.
 *
 * <p>Thread: runs on the event loop of the socket.
 *
 * @see "rule THR-69"
 */
@FunctionalInterface
public interface SocketLayer {
  /** Nothing: bytes are taken and given as they are. */
  SocketLayer NONE = pipeline -> {};

  /** Puts its handlers into the pipeline of a socket that was just accepted, still empty. */
  void addTo(ChannelPipeline pipeline);
}
