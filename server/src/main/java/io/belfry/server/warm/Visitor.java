package io.belfry.server.warm;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket client of a few lines, for texts below 64 KiB.
 *
 * <p>Thread: confined to the thread of the exercise.
 */
final class Visitor implements AutoCloseable {
  // A mask of zeros masks nothing, and the server takes it off all the same.
  private static final int MASK_BYTES = 4;
  private static final byte FINAL_TEXT = (byte) 0x81;
  private static final int MASKED = 0x80;
  private static final int TWO_BYTES_FOLLOW = 126;
  // Final, a close, a mask of zeros, and the code 1000.
  private static final byte[] GOODBYE = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xe8};
  private static final String SOCKET_ID = "socket_id\\\":\\\"";

  private final Place place;
  private final VisitorKind kind;
  private final Socket socket;
  private final Arriving arriving;
  private String socketId = "";

  /**
   * What it is. Compiled code that has met one of them only is thrown away when the other comes.
   */
  enum VisitorKind {
    /** Offers compression, and says who the user is at length. */
    BROWSER(
        "?protocol=7&client=js&version=8.4.0&flash=false HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + "Connection: Upgrade\r\nPragma: no-cache\r\nCache-Control: no-cache\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
            + "Sec-WebSocket-Key: dGhlIHdhcm0gc3RhcnRpbg==\r\n\r\n",
        ",\\\"user_info\\\":{\\\"name\\\":\\\"somebody\\\"}"),
    /** Says as little as it may, and that in small letters. */
    DEVICE(
        "?protocol=7 HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
            + "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHdhcm0gc3RhcnRpbg==\r\n\r\n",
        "");

    private final String restOfHead;
    private final String moreOfUser;

    VisitorKind(String restOfHead, String moreOfUser) {
      this.restOfHead = restOfHead;
      this.moreOfUser = moreOfUser;
    }
  }

  Visitor(Place place, VisitorKind kind) throws IOException {
    this.place = place;
    this.kind = kind;
    socket = place.connect();
    arriving = new Arriving(socket.getInputStream());
  }

  /** Asks for a connection. */
  void ask() throws IOException {
    String head = "GET /app/" + place.key() + kind.restOfHead;
    socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Waits for the greeting. */
  void awaitGreeting() throws IOException {
    arriving.head();
    String greeting = arriving.frame();
    int at = greeting.indexOf(SOCKET_ID) + SOCKET_ID.length();
    int end = greeting.indexOf('\\', at);
    if (at < SOCKET_ID.length() || end < 0) {
      throw new IOException("The greeting is " + greeting);
    }
    socketId = greeting.substring(at, end);
  }

  /** Signs in. */
  void signIn(String user) throws IOException {
    String quoted = "{\\\"id\\\":\\\"" + user + "\\\"" + kind.moreOfUser + "}";
    String signature = place.secret().sign(socketId + "::user::" + quoted.replace("\\\"", "\""));
    send(
        "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\""
            + place.key()
            + ":"
            + signature
            + "\",\"user_data\":\""
            + quoted
            + "\"}}");
  }

  /** Sends a text. */
  void send(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    boolean isShort = bytes.length < TWO_BYTES_FOLLOW;
    int head = (isShort ? 2 : 4) + MASK_BYTES;
    byte[] frame = new byte[head + bytes.length];
    frame[0] = FINAL_TEXT;
    frame[1] = (byte) (MASKED | (isShort ? bytes.length : TWO_BYTES_FOLLOW));
    if (!isShort) {
      frame[2] = (byte) (bytes.length >> Byte.SIZE);
      frame[3] = (byte) bytes.length;
    }
    System.arraycopy(bytes, 0, frame, head, bytes.length);
    socket.getOutputStream().write(frame);
  }

  /**
   * Waits for the next text.
   *
   * @throws IOException when it has not these words
   */
  void awaitText(String words) throws IOException {
    String text = arriving.frame();
    if (!text.contains(words)) {
      throw new IOException("Expected " + words + ", and this has come: " + text);
    }
  }

  /** Waits for the next text, whatever it is. */
  void passOver() throws IOException {
    arriving.skipFrame();
  }

  /** Begins the closing handshake. */
  void sayGoodbye() throws IOException {
    socket.getOutputStream().write(GOODBYE);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
