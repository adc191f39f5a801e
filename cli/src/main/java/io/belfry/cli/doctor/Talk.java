package io.belfry.cli.doctor;

import io.belfry.protocol.message.ServerMessage;
import io.belfry.protocol.message.ServerMessageReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/**
 * A WebSocket that was opened, spoken to message by message.
 *
 * <p>Thread: confined to its caller.
 */
final class Talk implements AutoCloseable {
  private static final int WAIT_MILLIS = 5000;
  private static final int MOST_BYTES = 4 << 20;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int SHORT = 126;
  private static final int LONG = 127;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final SecureRandom random = new SecureRandom();
  private long end;

  // A time-out of the socket begins anew with each byte.
  private final class InTime extends FilterInputStream {
    InTime(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      check();
      return super.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      check();
      return super.read(bytes, offset, length);
    }

    private void check() throws SocketTimeoutException {
      if (System.nanoTime() - end > 0) {
        throw new SocketTimeoutException("its messages come too slowly");
      }
    }
  }

  /** The other side has closed. */
  static final class Closed extends IOException {
    @java.io.Serial private static final long serialVersionUID = 1;

    private final int code;

    Closed(int code, String reason) {
      super(code + (reason.isEmpty() ? "" : " " + reason));
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  Talk(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new InTime(socket.getInputStream()));
    this.out = socket.getOutputStream();
  }

  void wait(int millis) throws IOException {
    socket.setSoTimeout(Math.max(1, millis));
  }

  void say(String text) throws IOException {
    frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private void frame(int opcode, byte[] payload) throws IOException {
    java.io.ByteArrayOutputStream frame = new java.io.ByteArrayOutputStream();
    frame.write(0x80 | opcode);
    if (payload.length < SHORT) {
      frame.write(0x80 | payload.length);
    } else if (payload.length < 1 << 16) {
      frame.write(0x80 | SHORT);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    } else {
      frame.write(0x80 | LONG);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >> shift));
      }
    }
    byte[] mask = new byte[4];
    random.nextBytes(mask);
    frame.write(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.write(payload[i] ^ mask[i & 3]);
    }
    out.write(frame.toByteArray());
    out.flush();
  }

  /**
   * The next message that has a meaning here, if it comes whole within the time that is waited;
   * pings are answered meanwhile.
   */
  ServerMessage next() throws IOException {
    end = System.nanoTime() + Duration.ofMillis(socket.getSoTimeout()).toNanos();
    for (int frames = 0; frames < 10_000; frames++) {
      int first = in.readUnsignedByte();
      byte[] payload = payload();
      switch (first & 0x0f) {
        case TEXT -> {
          Optional<ServerMessage> message =
              ServerMessageReader.read(new String(payload, StandardCharsets.UTF_8));
          if (message.isPresent()) {
            return message.get();
          }
        }
        case PING -> frame(PONG, payload);
        case CLOSE -> throw closed(payload);
        default -> {}
      }
    }
    throw new EOFException("it sent what has no meaning, again and again");
  }

  /** The next message of that kind; what else comes meanwhile is passed over. */
  <T extends ServerMessage> T await(Class<T> kind) throws IOException {
    long end = System.nanoTime() + Duration.ofMillis(WAIT_MILLIS).toNanos();
    while (System.nanoTime() - end < 0) {
      ServerMessage message = next();
      if (kind.isInstance(message)) {
        return kind.cast(message);
      }
      if (message instanceof ServerMessage.Failure failure) {
        throw new IOException(failure.code() + " " + failure.message());
      }
      if (message instanceof ServerMessage.SubscriptionError error) {
        throw new IOException(error.status() + " " + error.error());
      }
    }
    throw new SocketTimeoutException();
  }

  private byte[] payload() throws IOException {
    int second = in.readUnsignedByte();
    long length = second & 0x7f;
    if (length == SHORT) {
      length = in.readUnsignedShort();
    } else if (length == LONG) {
      length = in.readLong();
    }
    if ((second & 0x80) != 0 || length < 0 || length > MOST_BYTES) {
      throw new EOFException("its frames are not those of a WebSocket server");
    }
    byte[] payload = new byte[(int) length];
    in.readFully(payload);
    return payload;
  }

  private static Closed closed(byte[] payload) {
    if (payload.length < 2) {
      return new Closed(1005, "");
    }
    int code = (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
    return new Closed(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    try {
      frame(CLOSE, new byte[] {3, (byte) 0xe8});
      socket.close();
    } catch (IOException e) {
      closeQuietly();
    }
  }

  private void closeQuietly() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone already.
      return;
    }
  }
}
