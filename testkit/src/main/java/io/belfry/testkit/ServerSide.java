package io.belfry.testkit;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The server's end of one WebSocket of a {@link ScriptedServer}. It answers no ping and no close.
 *
 * <p>Thread: confined to the test.
 */
public final class ServerSide implements AutoCloseable {
  private static final int FINAL = 0x80;
  private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final FrameSocket socket;
  private String target = "";

  ServerSide(Socket socket, Socket wire) throws IOException {
    this.socket = new FrameSocket(socket, wire, "client");
  }

  /** Reads the request for an upgrade and grants it. */
  public void upgrade() {
    readHead();
    String protocol = header("Sec-WebSocket-Protocol");
    sendBytes(
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + (protocol.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + protocol + "\r\n")
                + "Sec-WebSocket-Accept: "
                + accept(header("Sec-WebSocket-Key"))
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  /** Reads the head of a request. */
  public void readHead() {
    target = socket.readHead().split(" ", 3)[1];
  }

  /** Path and query of the request. */
  public String target() {
    return target;
  }

  /** Header field of the request; empty when it was missing. */
  public String header(String name) {
    return socket.header(name);
  }

  /** Greets as a server of the protocol does. */
  public void greet(String socketId, int activityTimeoutSeconds) {
    send(
        "{\"event\":\"pusher:connection_established\",\"data\":\"{\\\"socket_id\\\":\\\""
            + socketId
            + "\\\",\\\"activity_timeout\\\":"
            + activityTimeoutSeconds
            + "}\"}");
  }

  /** Sends a text message. */
  public void send(String text) {
    sendFrame(Frame.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a close frame. */
  public void sendClose(int code, String reason) {
    byte[] words = reason.getBytes(StandardCharsets.UTF_8);
    ByteBuffer payload = ByteBuffer.allocate(2 + words.length);
    sendFrame(Frame.CLOSE, payload.putShort((short) code).put(words).array());
  }

  /** Sends a frame. */
  public void sendFrame(int opcode, byte[] payload) {
    socket.sendFrame(FINAL | opcode, payload);
  }

  /** Sends bytes as they are. */
  public void sendBytes(byte[] bytes) {
    socket.send(bytes);
  }

  /** So many bytes as they come. */
  public byte[] readBytes(int count) {
    return socket.read(count);
  }

  /** The next frame of any kind, unmasked. */
  public Frame nextFrame() {
    return socket.nextFrame();
  }

  /** The next frame, which has to be a text message. */
  public String next() {
    Frame frame = nextFrame();
    if (frame.opcode() != Frame.TEXT) {
      throw new AssertionError("Expected a text message, got " + frame);
    }
    return frame.text();
  }

  /** Reads until the connection has ended; frames that still come are dropped. */
  public void awaitEnd() {
    socket.awaitEnd();
  }

  /** Says that the server goes away (1001), and ends the connection. */
  public void leave() {
    sendClose(1001, "");
    close();
  }

  /** Ends the connection by a reset of TCP, without a close frame. */
  public void reset() {
    socket.reset();
  }

  /** Ends the connection without a close frame. */
  @Override
  public void close() {
    socket.close();
  }

  // RFC 6455 asks for SHA-1 here; nothing depends on its strength.
  private static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + KEY_SUFFIX).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
