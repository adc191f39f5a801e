package io.belfry.server.net;

import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.net.FrameReader.MessageBounds;
import io.belfry.server.net.Site.Compression;
import io.belfry.server.socket.Admission;
import io.belfry.server.socket.Handshake;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Objects;

/**
 * Opens sockets of the server as it does, and has those who were admitted hear what they say: all
 * below the protocol is that of the server, and what is above it is missing.
 */
public final class EchoUpgrade extends WebSocketUpgrade {
  private static final int FINAL_BINARY = 0x82;

  private final LoopSide side;
  private final MessageBounds bounds;

  private EchoUpgrade(LoopSide side, Handshake handshake, MessageBounds bounds) {
    super(side, handshake, Compression.OFFERED);
    this.side = side;
    this.bounds = bounds;
  }

  /**
   * Makes echoes of the sockets of a server.
   *
   * @param below stands between them and the network
   * @param maxBytes of a message
   * @param maxFragments of a message
   */
  public static SocketLayer echoing(SocketLayer below, int maxBytes, int maxFragments) {
    MessageBounds bounds = new MessageBounds(maxBytes, maxFragments);
    return (pipeline, input, peer) -> {
      below.addTo(pipeline, input, peer);
      pipeline.addLast(
          new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext context) {
              HttpRequests requests =
                  Objects.requireNonNull(context.pipeline().get(HttpRequests.class));
              requests.upgradeBy((side, handshake) -> new EchoUpgrade(side, handshake, bounds));
              context.fireChannelActive();
              context.pipeline().remove(this);
            }
          });
    };
  }

  @Override
  WebSocketFrames opened(Admission.Admitted admitted, NettyWire wire) {
    // There is no greeting with which the answer to the request would leave.
    wire.flushLater();
    return new Echo(wire);
  }

  /** Sends back each message, and answers pings. */
  private final class Echo extends WebSocketFrames {
    private final NettyWire wire;

    Echo(NettyWire wire) {
      super(null, wire, bounds);
      this.wire = wire;
    }

    @Override
    public void onText(byte[] utf8) {
      OutboundFrame frame = side.parts().frames().text(utf8);
      write(wire.formOf(frame));
      frame.release();
    }

    @Override
    public void onBinary(byte[] bytes) {
      NettyFrame frame = (NettyFrame) side.parts().frames().text(bytes);
      ByteBuf view = ((NettyFrame) frame.retain()).toWrite();
      view.setByte(0, FINAL_BINARY).release();
      write(frame);
      frame.release();
    }

    @Override
    public void onPing(byte[] payload) {
      OutboundFrame pong = wire.pong(payload);
      write(pong);
      pong.release();
    }

    private void write(OutboundFrame frame) {
      wire.write(frame.retain());
      wire.flushLater();
    }
  }
}
