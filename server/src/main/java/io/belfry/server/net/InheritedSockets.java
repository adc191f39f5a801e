package io.belfry.server.net;

import io.belfry.server.node.ListenFrom;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Listening sockets that a supervisor has handed over, until a port takes them: by the name that
 * they were given, else by the port that they are bound to.
 *
 * <p>Thread: confined to the thread that starts and stops the node.
 */
final class InheritedSockets implements AutoCloseable {
  private static final int NON_BLOCKING = 04000;
  private static final int OCTAL = 8;

  private final Map<ServerChannel, String> left = new LinkedHashMap<>();

  InheritedSockets(Iterable<ListenFrom.Inherited> sockets, Transport transport) {
    for (ListenFrom.Inherited socket : sockets) {
      left.put(transport.inherited().apply(socket.descriptor()), socket.name());
    }
  }

  /** The socket for the port of that name and address; null when there is none. */
  @Nullable ServerChannel take(String name, InetSocketAddress address) {
    ServerChannel named = take((socket, its) -> its.equals(name));
    return named == null
        ? take((socket, its) -> address.getPort() != 0 && portOf(socket) == address.getPort())
        : named;
  }

  private interface Wanted {
    boolean is(ServerChannel socket, String name);
  }

  private @Nullable ServerChannel take(Wanted wanted) {
    for (Iterator<Map.Entry<ServerChannel, String>> all = left.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<ServerChannel, String> each = all.next();
      if (wanted.is(each.getKey(), each.getValue())) {
        all.remove();
        return each.getKey();
      }
    }
    return null;
  }

  private static int portOf(ServerChannel socket) {
    return socket.localAddress() instanceof InetSocketAddress bound ? bound.getPort() : 0;
  }

  /**
   * Refuses what no port has taken: clients would connect to it, and nobody would answer.
   *
   * @throws IOException with what to do
   */
  void insistOnNone() throws IOException {
    for (Map.Entry<ServerChannel, String> each : left.entrySet()) {
      throw new IOException(
          "The supervisor handed over a socket named \""
              + each.getValue()
              + "\" for port "
              + portOf(each.getKey())
              + ", where Belfry does not listen. Let ListenStream= name server.port,"
              + " server.tls.port, server.api_port or server.operations.port, or"
              + " FileDescriptorName= say server, tls, api or operations.");
    }
  }

  /**
   * Whether accepting from it returns when nobody is there; systemd leaves that to {@code
   * NonBlocking=}. Where it does not, exactly those may be accepted who are known to be there.
   */
  static boolean waitsForNobody(ServerChannel socket) {
    if (!(socket instanceof EpollServerSocketChannel epoll)) {
      return true;
    }
    Path info = Path.of("/proc/self/fdinfo", Integer.toString(epoll.fd().intValue()));
    try {
      return Files.readAllLines(info).stream()
          .filter(line -> line.startsWith("flags:"))
          .mapToInt(line -> Integer.parseInt(line.substring(6).strip(), OCTAL))
          .anyMatch(flags -> (flags & NON_BLOCKING) != 0);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    left.keySet().forEach(socket -> socket.unsafe().closeForcibly());
    left.clear();
  }
}
