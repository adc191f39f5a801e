package io.belfry.server.net;

import io.belfry.server.net.proxy.ProxyHeaderReader;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import java.net.InetAddress;

/**
 * What a socket passes through: HTTP at first, and after an upgrade frames only, with nothing of
 * HTTP left.
 *
 * <p>Thread: runs on the event loop of the socket.
 */
final class Pipeline {
  private static final String DECODER = "http-decoder";
  private static final String ENCODER = "http-encoder";
  private static final String REQUESTS = "requests";
  private static final int MAX_CHUNK_BYTES = 64 << 10;

  // Read by each decoder when it is made, and written by nobody.
  private static final HttpDecoderConfig STRICT =
      new HttpDecoderConfig()
          .setMaxInitialLineLength(HeadRules.MAX_REQUEST_LINE_BYTES)
          .setMaxHeaderSize(HeadRules.MAX_HEAD_BYTES)
          .setMaxChunkSize(MAX_CHUNK_BYTES)
          .setValidateHeaders(true)
          .setAllowDuplicateContentLengths(false);

  private Pipeline() {}

  /**
   * Begins with the layer of that site, and HTTP over it; before it a PROXY header if one is due.
   */
  static void begin(Channel socket, LoopSide side, Site site) {
    ClientAddress address = ClientAddress.of(socket, site);
    InetAddress peer = address.address();
    if (site.entrance().callers().sendsHeader(peer)) {
      // Before encryption, which is the client's and not the proxy's.
      socket
          .pipeline()
          .addLast(
              new ProxyHeaderReader(
                  side.parts().input(),
                  address::behind,
                  what -> site.entrance().callers().refused(peer, what)));
    }
    site.entrance().layer().addTo(socket.pipeline(), side.parts().input(), address);
    HttpRequests requests = new HttpRequests(side, site, address);
    socket
        .pipeline()
        .addLast(
            DECODER,
            new StrictRequests(STRICT, side.parts().input(), () -> requests.isOpen(socket)))
        .addLast(ENCODER, new ResponseEncoder())
        .addLast(REQUESTS, requests);
  }

  /** From the answer to the upgrade on only bytes are written. */
  static void lastResponseWritten(ChannelPipeline pipeline) {
    pipeline.remove(ENCODER);
  }

  static void upgraded(ChannelPipeline pipeline, WebSocketFrames frames) {
    pipeline.replace(REQUESTS, "frames", frames);
    // Last: what came behind the head in the same packet moves on to the frames.
    pipeline.remove(DECODER);
  }
}
