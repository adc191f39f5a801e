package io.belfry.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * The server's end of one WebSocket of a {@link ScriptedServer}. It answers no ping and no close.
 *
 * <p>Thread: confined to the test.
 */
public final class ServerSide implements AutoCloseable {
  private static final int FINAL = 0x80;
  private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private String target = "";

  ServerSide(Socket socket) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /** Reads the request for an upgrade and grants it. */
  public void upgrade() {
    readHead();
    String protocol = headers.get("Sec-WebSocket-Protocol");
    sendBytes(
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + (protocol == null ? "" : "Sec-WebSocket-Protocol: " + protocol + "\r\n")
                + "Sec-WebSocket-Accept: "
                + accept(headers.getOrDefault("Sec-WebSocket-Key", ""))
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  /** Reads the head of a request. */
  public void readHead() {
    try {
      target = readLine().split(" ", 3)[1];
      for (String line = readLine(); !line.isEmpty(); line = readLine()) {
        int colon = line.indexOf(':');
        headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Path and query of the request. */
  public String target() {
    return target;
  }

  /** Header field of the request; empty when it was missing. */
  public String header(String name) {
    return headers.getOrDefault(name, "");
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
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 10).put((byte) (FINAL | opcode));
    if (payload.length < 126) {
      frame.put((byte) payload.length);
    } else if (payload.length <= 0xFFFF) {
      frame.put((byte) 126).putShort((short) payload.length);
    } else {
      frame.put((byte) 127).putLong(payload.length);
    }
    frame.put(payload);
    byte[] bytes = new byte[frame.position()];
    frame.flip().get(bytes);
    sendBytes(bytes);
  }

  /** Sends bytes as they are. */
  public void sendBytes(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame of any kind, unmasked. */
  public Frame nextFrame() {
    try {
      int opcode = in.readUnsignedByte() & 0x0F;
      long length = in.readUnsignedByte() & 0x7F;
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      byte[] mask = in.readNBytes(4);
      byte[] payload = in.readNBytes((int) length);
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= mask[i % mask.length];
      }
      return new Frame(opcode, payload);
    } catch (EOFException e) {
      throw new AssertionError("The client ended the connection; a frame was expected.", e);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("No frame came in time.", e);
    } catch (IOException e) {
      throw new AssertionError("The connection broke; a frame was expected.", e);
    }
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
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (SocketTimeoutException e) {
      throw new AssertionError("The connection did not end in time.", e);
    } catch (IOException e) {
      // Reset by the client, which is an end as well.
      return;
    }
  }

  /** Says that the server goes away (1001), and ends the connection. */
  public void leave() {
    sendClose(1001, "");
    close();
  }

  /** Ends the connection without a close frame. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
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
