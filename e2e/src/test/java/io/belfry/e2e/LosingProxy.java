package io.belfry.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * A wire between a browser and a server that now and then loses an answer of a fallback transport:
 * the server has written it, and nothing of it arrives before the connection is reset. It chooses
 * connections that have carried an answer before, as those are that a proxy or a translator of
 * addresses forgets. What a browser does then is to send the same request once more.
 *
 * <p>Thread: thread-safe.
 */
final class LosingProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final String MESSAGES = "\na[\"";

  private final ServerSocket door;
  private final int target;
  private final Loss loss;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();

  /**
   * What is lost.
   *
   * @param requests whose answers: the beginning of the request fits
   * @param every how many of them are asked for one that is lost
   */
  record Loss(Pattern requests, int every) {}

  private LosingProxy(int target, Loss loss) {
    this.target = target;
    this.loss = loss;
    try {
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A wire to the server on that port. */
  static LosingProxy to(int port, Loss loss) {
    LosingProxy proxy = new LosingProxy(port, loss);
    Thread.ofVirtual().name("losing-door").start(proxy::accept);
    return proxy;
  }

  int port() {
    return door.getLocalPort();
  }

  /** How many answers were lost. */
  int lost() {
    return lost.get();
  }

  @Override
  public void close() {
    reset(door);
    open.forEach(LosingProxy::reset);
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(server);
        Line line = new Line(client, server);
        Thread.ofVirtual().name("losing-up").start(line::up);
        Thread.ofVirtual().name("losing-down").start(line::down);
      } catch (IOException e) {
        // The door was closed, or the server is gone.
      }
    }
  }

  /** One connection. */
  private final class Line {
    private final Socket client;
    private final Socket server;
    private volatile boolean hasAnswered;
    private volatile boolean isLosing;

    Line(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void up() {
      byte[] buffer = new byte[BUFFER_BYTES];
      try {
        for (int n = client.getInputStream().read(buffer);
            n >= 0;
            n = client.getInputStream().read(buffer)) {
          String text = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
          isLosing =
              hasAnswered
                  && loss.requests().matcher(text).lookingAt()
                  && asked.incrementAndGet() % loss.every() == 0;
          server.getOutputStream().write(buffer, 0, n);
        }
      } catch (IOException e) {
        // It was reset: so are both ends now.
      }
      end();
    }

    void down() {
      byte[] buffer = new byte[BUFFER_BYTES];
      StringBuilder swallowed = new StringBuilder();
      try {
        for (int n = server.getInputStream().read(buffer);
            n >= 0;
            n = server.getInputStream().read(buffer)) {
          if (isLosing) {
            swallowed.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            if (swallowed.indexOf(MESSAGES) >= 0 || swallowed.indexOf("HTTP/1.1 204") == 0) {
              lost.incrementAndGet();
              break;
            }
          } else {
            hasAnswered = true;
            client.getOutputStream().write(buffer, 0, n);
          }
        }
      } catch (IOException e) {
        // It was reset: so are both ends now.
      }
      end();
    }

    private void end() {
      reset(client);
      reset(server);
      open.remove(client);
      open.remove(server);
    }
  }

  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It was closed already, which is all that was wanted.
    }
  }

  private static void reset(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
