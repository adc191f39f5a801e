package io.belfry.server;

import io.belfry.testkit.Frame;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A WebSocket client that may compress, written with the JDK alone: it sends what it is told,
 * masked with zeros, and shows of each frame also its reserved bits.
 */
final class DeflateClient implements AutoCloseable {
  static final int FINAL = 0x80;
  static final int COMPRESSED = 0x40;
  private static final int WAIT_MILLIS = 10_000;
  private static final int OPCODE = 0x0F;
  private static final int MASKED = 0x80;
  private static final byte[] TAIL = {0, 0, -1, -1};

  private final Socket socket;
  private final DataInputStream in;
  private String head = "";

  /** A client over that socket, which is connected. */
  DeflateClient(Socket socket) {
    this.socket = socket;
    try {
      socket.setSoTimeout(WAIT_MILLIS);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens a WebSocket and offers permessage-deflate. */
  static DeflateClient connect(int port, String target) {
    DeflateClient client = open(port);
    client.upgrade(target, "permessage-deflate");
    return client;
  }

  /** A socket that has said nothing yet. */
  static DeflateClient open(int port) {
    try {
      return new DeflateClient(new Socket(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks for an upgrade with these offers; the head of the answer. */
  String upgrade(String target, String... offers) {
    StringBuilder request =
        new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n")
            .append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
            .append("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n");
    for (String offer : offers) {
      request.append("Sec-WebSocket-Extensions: ").append(offer).append("\r\n");
    }
    sendBytes(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      while (!answer.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
        answer.write(in.readByte());
      }
    } catch (IOException e) {
      throw new AssertionError("No head came: " + answer, e);
    }
    head = answer.toString(StandardCharsets.US_ASCII);
    return head;
  }

  /** What was agreed on; empty for nothing. */
  String agreed() {
    String name = "\r\nsec-websocket-extensions: ";
    int at = head.toLowerCase(Locale.ROOT).indexOf(name);
    return at < 0 ? "" : head.substring(at + name.length(), head.indexOf("\r\n", at + 2));
  }

  void sendBytes(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void send(int first, byte[] payload) {
    sendBytes(frame(first, payload));
  }

  /** Sends a text in one compressed frame. */
  void sendCompressed(String text) {
    send(FINAL | COMPRESSED | Frame.TEXT, deflate(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Says that nothing more will come, and goes on to read. */
  void shutdownOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A frame masked with zeros. */
  static byte[] frame(int first, byte[] payload) {
    int length = payload.length;
    ByteBuffer frame = ByteBuffer.allocate(length + 14).put((byte) first);
    if (length < 126) {
      frame.put((byte) (MASKED | length));
    } else if (length <= 0xFFFF) {
      frame.put((byte) (MASKED | 126)).putShort((short) length);
    } else {
      frame.put((byte) (MASKED | 127)).putLong(length);
    }
    frame.putInt(0).put(payload);
    return Arrays.copyOf(frame.array(), frame.position());
  }

  /** Some bytes as the payload of a compressed message. */
  static byte[] deflate(byte[] plain) {
    return deflate(plain, Deflater.DEFAULT_COMPRESSION);
  }

  static byte[] deflate(byte[] plain, int level) {
    Deflater deflater = new Deflater(level, true);
    deflater.setInput(plain);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] some = new byte[8192];
    int made = some.length;
    while (made == some.length) {
      made = deflater.deflate(some, 0, some.length, Deflater.SYNC_FLUSH);
      all.write(some, 0, made);
    }
    deflater.end();
    byte[] bytes = all.toByteArray();
    return Arrays.copyOf(bytes, bytes.length - TAIL.length);
  }

  /** A frame with its reserved bits. */
  @SuppressWarnings("ArrayRecordComponent") // read by tests only
  record Got(int first, byte[] payload) {
    int opcode() {
      return first & OPCODE;
    }

    boolean isCompressed() {
      return (first & COMPRESSED) != 0;
    }

    byte[] bytes() {
      if (!isCompressed()) {
        return payload;
      }
      Inflater inflater = new Inflater(true);
      byte[] input = Arrays.copyOf(payload, payload.length + TAIL.length);
      System.arraycopy(TAIL, 0, input, payload.length, TAIL.length);
      inflater.setInput(input);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] some = new byte[8192];
      try {
        for (int made = inflater.inflate(some); made > 0; made = inflater.inflate(some)) {
          all.write(some, 0, made);
        }
      } catch (DataFormatException e) {
        throw new AssertionError(e);
      } finally {
        inflater.end();
      }
      return all.toByteArray();
    }

    String text() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** What it is and what it says, in short. */
    String said() {
      return switch (opcode()) {
        case Frame.TEXT -> "text " + text();
        case Frame.BINARY -> "binary " + text();
        case Frame.PONG -> "pong " + text();
        case Frame.CLOSE ->
            payload.length < 2
                ? "close"
                : "close " + Short.toUnsignedInt(ByteBuffer.wrap(payload).getShort());
        default -> "frame " + first;
      };
    }
  }

  /** The next frame. */
  Got next() {
    try {
      int first = in.readUnsignedByte();
      long length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      return new Got(first, in.readNBytes((int) length));
    } catch (IOException e) {
      throw new AssertionError("A frame was expected.", e);
    }
  }

  /** Reads to the end, which has to be in order; nothing may come before it. */
  void awaitEnd() {
    try {
      int left = in.readAllBytes().length;
      if (left > 0) {
        throw new AssertionError(left + " bytes came before the end.");
      }
    } catch (IOException e) {
      throw new AssertionError("The connection did not end in order.", e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
