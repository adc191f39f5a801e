package io.belfry.cli;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whoever has started the process and waits to hear of it, as systemd does for services of {@code
 * Type=notify}. It names a datagram socket in {@code NOTIFY_SOCKET}; without that nothing is told.
 * The JDK has no such sockets, so this uses those of Netty's native transport.
 *
 * <p>A word that does not arrive is noted, and the server goes on.
 *
 * <p>Thread: immutable.
 *
 * @param socket path of the socket, an {@code @} before a name that is in no file system; null
 *     where nobody waits
 */
record Supervisor(@Nullable String socket) {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
  private static final long STOP_RESERVE_SECONDS = 30;

  /** The one that the environment names. */
  static Supervisor of(Map<String, String> environment) {
    String socket = environment.get("NOTIFY_SOCKET");
    return new Supervisor(socket == null || socket.isEmpty() ? null : socket);
  }

  /** Says that clients are served from now on. */
  void ready() {
    tell("READY=1\nSTATUS=serves clients");
  }

  /**
   * Says that the process is about to end, and how long that may take.
   *
   * @param drain time over which connections are closed
   */
  void stopping(Duration drain) {
    long micros = drain.plusSeconds(STOP_RESERVE_SECONDS).toNanos() / 1000;
    tell("STOPPING=1\nSTATUS=closes connections\nEXTEND_TIMEOUT_USEC=" + micros);
  }

  private void tell(String words) {
    if (socket == null) {
      return;
    }
    try {
      send(words.getBytes(StandardCharsets.UTF_8), path(socket));
    } catch (IOException | LinkageError e) {
      LOG.warn("note: the supervisor could not be told at {}: {}", socket, e.toString());
    }
  }

  private static byte[] path(String socket) {
    byte[] path = socket.getBytes(StandardCharsets.UTF_8);
    if (path[0] == '@') {
      path[0] = 0;
    }
    return path;
  }

  private static void send(byte[] words, byte[] path) throws IOException {
    Epoll.ensureAvailability(); // loads the native library
    Socket sender = Socket.newSocketDomainDgram();
    try {
      ByteBuffer buffer = ByteBuffer.allocateDirect(words.length).put(words);
      int sent = sender.sendToDomainSocket(buffer, 0, words.length, path);
      if (sent != words.length) {
        throw new IOException("it does not take " + words.length + " bytes");
      }
    } finally {
      sender.close();
    }
  }
}
