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
import java.util.Map;
import java.util.TreeMap;

/**
 * Either end of a socket that speaks HTTP first and then WebSocket: heads and frames as they are on
 * the wire. Every wait ends with an {@link AssertionError} when the socket's time-out is over.
 *
 * <p>Thread: confined to the test.
 */
final class FrameSocket {
  private static final int MASKED = 0x80;
  private static final int LENGTH_BITS = 0x7F;
  private static final int TWO_BYTES_FOLLOW = 126;
  private static final int EIGHT_BYTES_FOLLOW = 127;
  private static final int MOST_BEFORE_PAYLOAD = 14;

  private final Socket socket;
  private final Socket wire;
  private final String peer;
  private final OutputStream out;
  private final DataInputStream in;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** The end of a connection with a peer of this name. */
  FrameSocket(Socket socket, String peer) throws IOException {
    this(socket, socket, peer);
  }

  /**
   * The same over TLS.
   *
   * @param wire the socket under it
   */
  FrameSocket(Socket socket, Socket wire, String peer) throws IOException {
    this.socket = socket;
    this.wire = wire;
    this.peer = peer;
    this.out = socket.getOutputStream();
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  void patient(int millis) {
    try {
      socket.setSoTimeout(millis);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the head of a request or of an answer; its first line, empty if nothing came. */
  String readHead() {
    try {
      String first = readLine();
      headers.clear();
      for (String line = readLine(); !line.isEmpty(); line = readLine()) {
        int colon = line.indexOf(':');
        headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
      return first;
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

  /** Field of the last head; empty when it was missing. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  byte[] read(int length) {
    try {
      return in.readNBytes(length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads until the peer has ended the connection in order, and not by a reset. */
  byte[] readToEnd() {
    try {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError("The connection did not end in order.", e);
    }
  }

  /** Reads until the connection has ended, also by a reset. */
  void awaitEnd() {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (SocketTimeoutException e) {
      throw new AssertionError("The connection did not end in time.", e);
    } catch (IOException e) {
      return;
    }
  }

  void send(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends a frame.
   *
   * @param mask four bytes; none for a frame that is not masked
   */
  void sendFrame(int firstByte, byte[] payload, byte... mask) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + MOST_BEFORE_PAYLOAD);
    int masked = mask.length == 0 ? 0 : MASKED;
    frame.put((byte) firstByte);
    if (payload.length < TWO_BYTES_FOLLOW) {
      frame.put((byte) (masked | payload.length));
    } else if (payload.length <= 0xFFFF) {
      frame.put((byte) (masked | TWO_BYTES_FOLLOW)).putShort((short) payload.length);
    } else {
      frame.put((byte) (masked | EIGHT_BYTES_FOLLOW)).putLong(payload.length);
    }
    frame.put(mask).put(masked(payload, mask));
    byte[] bytes = new byte[frame.position()];
    frame.flip().get(bytes);
    send(bytes);
  }

  /** The next frame of any kind, unmasked. */
  Frame nextFrame() {
    try {
      int opcode = in.readUnsignedByte() & 0x0F;
      int second = in.readUnsignedByte();
      long length = second & LENGTH_BITS;
      if (length == TWO_BYTES_FOLLOW) {
        length = in.readUnsignedShort();
      } else if (length == EIGHT_BYTES_FOLLOW) {
        length = in.readLong();
      }
      byte[] mask = in.readNBytes(second >= MASKED ? 4 : 0);
      return new Frame(opcode, masked(in.readNBytes((int) length), mask));
    } catch (EOFException e) {
      throw new AssertionError("The " + peer + " ended the connection; a frame was expected.", e);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("No frame came in time.", e);
    } catch (IOException e) {
      throw new AssertionError("The connection broke; a frame was expected.", e);
    }
  }

  private static byte[] masked(byte[] payload, byte... mask) {
    byte[] masked = payload.clone();
    for (int i = 0; mask.length > 0 && i < masked.length; i++) {
      masked[i] ^= mask[i % mask.length];
    }
    return masked;
  }

  /** Ends the connection by a reset, whatever is still under way. */
  void reset() {
    try {
      wire.setSoLinger(true, 0);
      wire.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the connection; one over TLS without its last word. */
  void close() {
    try {
      wire.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
