package io.belfry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket server that does nothing by itself: a test accepts each connection and says what is
 * sent. So a test of a client sees exactly what that client does.
 *
 * <p>Every wait ends after ten seconds with an {@link AssertionError}.
 *
 * <p>Thread: confined to the test; it has no threads.
 */
public final class ScriptedServer implements AutoCloseable {
  private static final int WAIT_MILLIS = 10_000;
  private static final int BACKLOG = 200;

  private final ServerSocket listener;
  private final @Nullable SSLContext tls;

  private ScriptedServer(ServerSocket listener, @Nullable SSLContext tls) {
    this.listener = listener;
    this.tls = tls;
  }

  /** Listens on a free port of this machine. */
  public static ScriptedServer start() {
    return listening(null);
  }

  /** The same over TLS; connections end without the last word of TLS. */
  public static ScriptedServer startTls(SSLContext tls) {
    return listening(tls);
  }

  private static ScriptedServer listening(@Nullable SSLContext tls) {
    try {
      ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
      listener.setSoTimeout(WAIT_MILLIS);
      return new ScriptedServer(listener, tls);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** The next connection, upgraded to a WebSocket. */
  public ServerSide accept() {
    ServerSide side = acceptBytes();
    side.upgrade();
    return side;
  }

  /** The next connection, of which nothing was read. */
  public ServerSide acceptBytes() {
    try {
      return accepted(WAIT_MILLIS);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("Nobody connected within " + WAIT_MILLIS + " ms.", e);
    }
  }

  /** Whether somebody has connected and waits to be accepted; it is then dropped. */
  public boolean hasVisitor() {
    try {
      accepted(1).close();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private ServerSide accepted(int waitMillis) throws SocketTimeoutException {
    try {
      listener.setSoTimeout(waitMillis);
      Socket socket = listener.accept();
      socket.setSoTimeout(WAIT_MILLIS);
      // A reset drops what the kernel has not sent yet.
      socket.setTcpNoDelay(true);
      return new ServerSide(tls == null ? socket : encrypted(socket, tls), socket);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Socket encrypted(Socket socket, SSLContext tls) throws IOException {
    SSLSocket encrypted =
        (SSLSocket) tls.getSocketFactory().createSocket(socket, "client", socket.getPort(), true);
    encrypted.setUseClientMode(false);
    return encrypted;
  }

  /** Listens no more; accepted connections stay. */
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
