package io.belfry.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A WebSocket client that does nothing by itself: it sends the bytes it is told to and hands over
 * each frame that comes. It answers no ping and no close, so a test sees exactly what a server
 * does.
 *
 * <p>Every wait ends after ten seconds with an {@link AssertionError}.
 *
 * <p>Thread: confined to the test.
 */
public final class RecordingClient implements AutoCloseable {
  private static final int WAIT_MILLIS = 10_000;
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final byte[] MASK = {1, 2, 3, 4};

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;
  private int status;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private RecordingClient(Socket socket) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /** Opens a TCP connection to a port of this machine and sends nothing. */
  public static RecordingClient open(int port) {
    try {
      return over(new Socket(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes over a socket that is connected, be it one of TLS. */
  public static RecordingClient over(Socket socket) {
    try {
      socket.setSoTimeout(WAIT_MILLIS);
      return new RecordingClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens a WebSocket. */
  public static RecordingClient connect(int port, String target, String... headerLines) {
    RecordingClient client = open(port);
    client.upgrade(target, headerLines);
    return client;
  }

  /** From now on each wait lasts so many seconds at most. */
  public RecordingClient patient(int seconds) {
    try {
      socket.setSoTimeout(seconds * 1_000);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks for an upgrade and reads the head of the answer. */
  public void upgrade(String target, String... headerLines) {
    String key = Base64.getEncoder().encodeToString(new byte[16]);
    StringBuilder head =
        new StringBuilder(
                "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n")
            .append("Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ")
            .append(key)
            .append("\r\n");
    List.of(headerLines).forEach(line -> head.append(line).append("\r\n"));
    sendBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    readHead();
  }

  /** Reads the head of an HTTP answer. */
  public void readHead() {
    try {
      String[] statusLine = readLine().split(" ", 3);
      if (statusLine.length < 2) {
        throw new AssertionError("The connection ended without an answer.");
      }
      status = Integer.parseInt(statusLine[1]);
      headers.clear();
      for (String line = readLine(); !line.isEmpty(); line = readLine()) {
        int colon = line.indexOf(':');
        headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a body of that many bytes. */
  public String readBody(int length) {
    try {
      return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the body that the last head announced. */
  public String readBody() {
    return readBody(Integer.parseInt(headers.getOrDefault("Content-Length", "0")));
  }

  /** Status of the last HTTP answer. */
  public int status() {
    return status;
  }

  /** Header field of the last HTTP answer; empty when it was missing. */
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Sends a text message. */
  public void send(String text) {
    sendFrame(FINAL | Frame.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a frame with that first byte, masked as a client has to. */
  public void sendFrame(int firstByte, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) firstByte);
    if (payload.length < 126) {
      frame.put((byte) (MASKED | payload.length));
    } else if (payload.length <= 0xFFFF) {
      frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (MASKED | 127)).putLong(payload.length);
    }
    frame.put(MASK);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ MASK[i % MASK.length]));
    }
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

  /** The next frame of any kind. */
  public Frame nextFrame() {
    try {
      int opcode = in.readUnsignedByte() & 0x0F;
      long length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      return new Frame(opcode, in.readNBytes((int) length));
    } catch (EOFException e) {
      throw new AssertionError("The server ended the connection; a frame was expected.", e);
    } catch (IOException e) {
      throw new AssertionError("No frame came within " + WAIT_MILLIS + " ms.", e);
    }
  }

  /**
   * The next frame, which has to be a text message. Pings are passed over: they may come before it
   * whenever a test takes long.
   */
  public String next() {
    Frame frame = nextFrame();
    while (frame.opcode() == Frame.PING) {
      frame = nextFrame();
    }
    if (frame.opcode() != Frame.TEXT) {
      throw new AssertionError("Expected a text message, got " + frame);
    }
    return frame.text();
  }

  /** The next frame, which has to be a close. It is not answered. */
  public Frame nextClose() {
    Frame frame = nextFrame();
    if (frame.opcode() != Frame.CLOSE) {
      throw new AssertionError("Expected a close, got " + frame);
    }
    return frame;
  }

  /** Answers a close and reads until the connection has ended. */
  public void answerClose() {
    sendFrame(FINAL | Frame.CLOSE, new byte[0]);
    awaitEnd();
  }

  /** Reads until the connection has ended; frames that still come are dropped. */
  public void awaitEnd() {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      if (e instanceof SocketTimeoutException) {
        throw new AssertionError("The connection did not end within " + WAIT_MILLIS + " ms.", e);
      }
    }
  }

  /** Reads until the server has ended the connection in order, and not by a reset. */
  public String readToEnd() {
    try {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError("The connection did not end in order.", e);
    }
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
}
