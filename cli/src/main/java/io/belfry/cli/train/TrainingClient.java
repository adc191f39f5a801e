package io.belfry.cli.train;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket client of a few lines, for texts up to 64 KiB.
 *
 * <p>Thread: confined to the main thread.
 */
final class TrainingClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final byte FINAL_TEXT = (byte) 0x81;
  private static final int MASKED = 0x80;
  private static final int LENGTH_BITS = 0x7f;
  private static final int TWO_BYTES_FOLLOW = 126;
  private static final int MASK = 0x1a2b3c4d;
  private static final String SOCKET_ID = "socket_id\\\":\\\"";

  private final Socket socket;
  private final DataInputStream in;
  private final String socketId;

  /** Connects and is greeted. */
  TrainingClient(int port, String key) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    String head =
        "GET /app/"
            + key
            + "?protocol=7&client=js&version=8.4.0 HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHRyYWluaW5nIHJ1bg==\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    readHead();
    String greeting = awaitText("connection_established");
    int at = greeting.indexOf(SOCKET_ID) + SOCKET_ID.length();
    socketId = greeting.substring(at, greeting.indexOf('\\', at));
  }

  String socketId() {
    return socketId;
  }

  private void readHead() throws IOException {
    int last = 0;
    while (last != 0x0d0a0d0a) {
      last = last << 8 | in.readUnsignedByte();
    }
  }

  void send(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(bytes.length + 8);
    frame.put(FINAL_TEXT);
    if (bytes.length < TWO_BYTES_FOLLOW) {
      frame.put((byte) (MASKED | bytes.length));
    } else {
      frame.put((byte) (MASKED | TWO_BYTES_FOLLOW)).putShort((short) bytes.length);
    }
    frame.putInt(MASK);
    for (int i = 0; i < bytes.length; i++) {
      frame.put((byte) (bytes[i] ^ (MASK >> (24 - i % 4 * 8))));
    }
    socket.getOutputStream().write(frame.array(), 0, frame.position());
  }

  /** The next text with these words; others are passed over. */
  String awaitText(String words) throws IOException {
    String text = nextText();
    while (!text.contains(words)) {
      text = nextText();
    }
    return text;
  }

  private String nextText() throws IOException {
    in.readByte();
    int length = in.readUnsignedByte() & LENGTH_BITS;
    byte[] bytes = new byte[length == TWO_BYTES_FOLLOW ? in.readUnsignedShort() : length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
