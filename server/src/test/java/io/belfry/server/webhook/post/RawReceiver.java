package io.belfry.server.webhook.post;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes connections on a free loopback port and does with each what a script says, byte by byte.
 *
 * <p>Thread: thread-safe; each connection has a thread of its own.
 */
final class RawReceiver implements AutoCloseable {
  private static final int WAIT_SECONDS = 20;

  private final ServerSocket listening;
  private final Script script;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final BlockingQueue<Connection> ended = new LinkedBlockingQueue<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** What is done with a connection. It is closed when this returns. */
  interface Script {
    void serve(Connection connection) throws IOException;
  }

  /**
   * What came.
   *
   * @param head as it came, with its line ends
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Request(String head, byte[] body) {
    /** The value of a field; empty where there is none. */
    String field(String name) {
      return head.lines()
          .filter(
              line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }
  }

  private RawReceiver(ServerSocket listening, Script script) {
    this.listening = listening;
    this.script = script;
  }

  static RawReceiver start(Script script) {
    try {
      return start(
          new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})), script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Over sockets of the caller's, such as those of TLS. */
  static RawReceiver start(ServerSocket listening, Script script) {
    RawReceiver receiver = new RawReceiver(listening, script);
    Thread.ofVirtual().start(receiver::accept);
    return receiver;
  }

  /** Answers each request of a connection so. */
  static Script always(String answer) {
    return connection -> {
      while (true) {
        connection.readRequest();
        connection.write(answer);
      }
    };
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        open.add(socket);
        Connection connection = new Connection(socket, accepted.getAndIncrement());
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        // Closed, or a client that was gone before it was accepted.
      }
    }
  }

  private void serve(Connection connection) {
    try (connection) {
      script.serve(connection);
    } catch (IOException e) {
      // The client has gone, which is the end of a connection here.
    } finally {
      open.remove(connection.socket);
      ended.add(connection);
    }
  }

  int port() {
    return listening.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + port() + "/hooks?token=t0p";
  }

  int connections() {
    return accepted.get();
  }

  Request next() {
    return take(requests);
  }

  /** The next connection that has ended, in whichever way. */
  Connection nextEnded() {
    return take(ended);
  }

  private static <T> T take(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("Nothing came within " + WAIT_SECONDS + " s.");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A connection in the hands of a script. */
  final class Connection implements AutoCloseable {
    private final Socket socket;
    private final int number;
    private final InputStream in;
    private long written;

    private Connection(Socket socket, int number) throws IOException {
      this.socket = socket;
      this.number = number;
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** How many came before it. */
    int number() {
      return number;
    }

    /** Bytes that were written to it. */
    long written() {
      return written;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }

    Request readRequest() throws IOException {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        int octet = in.read();
        if (octet < 0) {
          throw new EOFException();
        }
        head.write(octet);
      }
      String text = head.toString(StandardCharsets.ISO_8859_1);
      String length = new Request(text, new byte[0]).field("Content-Length");
      Request request =
          new Request(text, in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length)));
      requests.add(request);
      return request;
    }

    void write(String text) throws IOException {
      write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      written += bytes.length;
    }

    /** Writes the same without end. */
    void writeForever(String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      while (true) {
        write(bytes);
      }
    }

    /** Writes byte by byte, a tenth of a second apart, as long as the client is there. */
    void trickle(String text) throws IOException {
      socket.setSoTimeout(100);
      for (byte octet : text.getBytes(StandardCharsets.ISO_8859_1)) {
        write(new byte[] {octet});
        if (hasEndedWithinTimeout()) {
          return;
        }
      }
    }

    private boolean hasEndedWithinTimeout() throws IOException {
      try {
        return in.read() < 0;
      } catch (SocketTimeoutException e) {
        return false;
      }
    }

    /** Both ways, until one side ends. */
    void relayTo(int port) throws IOException {
      try (Socket other = new Socket(InetAddress.getLoopbackAddress(), port)) {
        Thread.ofVirtual().start(() -> pump(other));
        in.transferTo(other.getOutputStream());
      }
    }

    private void pump(Socket from) {
      try {
        from.getInputStream().transferTo(socket.getOutputStream());
      } catch (IOException e) {
        // One of the two has ended.
      }
    }

    /** Waits for the client to close, reading what it says. */
    void readToEnd() throws IOException {
      while (in.read() >= 0) {}
    }
  }
}
