package io.belfry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

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
  private static final byte[] MASK = {1, 2, 3, 4};

  private final FrameSocket socket;
  private int status;

  private RecordingClient(FrameSocket socket) {
    this.socket = socket;
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
      return new RecordingClient(new FrameSocket(socket, "server"));
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
    socket.patient(seconds * 1_000);
    return this;
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
    String[] statusLine = socket.readHead().split(" ", 3);
    if (statusLine.length < 2) {
      throw new AssertionError("The connection ended without an answer.");
    }
    status = Integer.parseInt(statusLine[1]);
  }

  /** Reads a body of that many bytes. */
  public String readBody(int length) {
    return new String(socket.read(length), StandardCharsets.UTF_8);
  }

  /** Reads the body that the last head announced. */
  public String readBody() {
    String length = header("Content-Length");
    return readBody(length.isEmpty() ? 0 : Integer.parseInt(length));
  }

  /** Status of the last HTTP answer. */
  public int status() {
    return status;
  }

  /** Header field of the last HTTP answer; empty when it was missing. */
  public String header(String name) {
    return socket.header(name);
  }

  /** Sends a text message. */
  public void send(String text) {
    sendFrame(FINAL | Frame.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a frame with that first byte, masked as a client has to. */
  public void sendFrame(int firstByte, byte[] payload) {
    socket.sendFrame(firstByte, payload, MASK);
  }

  /** Sends bytes as they are. */
  public void sendBytes(byte[] bytes) {
    socket.send(bytes);
  }

  /** The next frame of any kind. */
  public Frame nextFrame() {
    return socket.nextFrame();
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
    socket.awaitEnd();
  }

  /** Reads until the server has ended the connection in order, and not by a reset. */
  public String readToEnd() {
    return new String(socket.readToEnd(), StandardCharsets.UTF_8);
  }

  /** Ends the connection without a close frame. */
  @Override
  public void close() {
    socket.close();
  }
}
