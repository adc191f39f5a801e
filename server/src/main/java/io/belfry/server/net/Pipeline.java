package io.belfry.server.net;

import io.belfry.server.socket.Handshake;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;

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

  private Pipeline() {}

  /** Begins with HTTP on a port of that site. */
  static void begin(Channel socket, LoopSide side, Site site) {
    HttpDecoderConfig strict =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(HeadRules.MAX_REQUEST_LINE_BYTES)
            .setMaxHeaderSize(HeadRules.MAX_HEAD_BYTES)
            .setMaxChunkSize(MAX_CHUNK_BYTES)
            .setValidateHeaders(true)
            .setAllowDuplicateContentLengths(false);
    Handshake handshake = site.handshake();
    WebSocketUpgrade upgrade = handshake == null ? null : new WebSocketUpgrade(side, handshake);
    socket
        .pipeline()
        .addLast(DECODER, new HttpRequestDecoder(strict))
        .addLast(ENCODER, new HttpResponseEncoder())
        .addLast(REQUESTS, new HttpRequests(side, site.responder(), upgrade));
  }

  /** After the answer to the upgrade only frames are written. */
  static void lastResponseWritten(ChannelPipeline pipeline) {
    pipeline.remove(ENCODER);
  }

  static void upgraded(ChannelPipeline pipeline, int maxMessageBytes, WebSocketFrames frames) {
    WebSocketDecoderConfig strict =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(maxMessageBytes)
            .expectMaskedFrames(true)
            .allowMaskMismatch(false)
            .allowExtensions(false)
            .closeOnProtocolViolation(false)
            .withUTF8Validator(false)
            .build();
    pipeline.addAfter(DECODER, "frame-decoder", new WebSocket13FrameDecoder(strict));
    pipeline.addAfter("frame-decoder", "utf8", new Utf8FrameValidator(false));
    pipeline.replace(REQUESTS, "frames", frames);
    // Last: what came behind the head in the same packet moves on to the frame decoder.
    pipeline.remove(DECODER);
  }
}
