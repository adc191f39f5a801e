package io.belfry.client.internal;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Opens WebSockets. It knows nothing of the protocol that is spoken over them.
 *
 * <p>Thread: thread-safe; never blocks.
 */
public interface Transport {
  /** A header of this name goes to an HTTP proxy, and to nobody else. */
  String PROXY_AUTHORIZATION = "Proxy-Authorization";

  /** Begins to open a WebSocket; {@code events} hears how that goes on. */
  Link open(Target target, Events events);

  /**
   * Where to.
   *
   * @param uri {@code ws} or {@code wss}
   * @param headers sent with the upgrade
   * @param tls keys and trusted certificates; null for those of the JVM
   * @param proxy between here and there
   */
  record Target(URI uri, Map<String, String> headers, @Nullable SSLContext tls, Proxy proxy) {
    /** Takes a copy of the headers. */
    public Target {
      headers = Map.copyOf(headers);
    }

    /** Credentials for an HTTP proxy; empty for none. */
    public String proxyAuthorization() {
      for (Map.Entry<String, String> header : headers.entrySet()) {
        if (header.getKey().equalsIgnoreCase(PROXY_AUTHORIZATION)) {
          return header.getValue();
        }
      }
      return "";
    }

    /** Where it leads, without the app key, for those who read of a failure. */
    public String place() {
      String path = uri.getRawPath();
      String prefix = path.substring(0, Math.max(0, path.lastIndexOf("/app/")));
      String server = uri.getScheme() + "://" + uri.getRawAuthority() + prefix;
      return proxy.address() instanceof InetSocketAddress through
          ? server
              + " (through the proxy "
              + through.getHostString()
              + ":"
              + through.getPort()
              + ")"
          : server;
    }
  }

  /** What comes from one WebSocket, in order, on any thread. Nothing comes after the end. */
  interface Events {
    /** A whole text message. {@link Link#proceed} is due once it was handled. */
    void text(String message);

    /** A sign of life without content: a ping or a pong. */
    void activity();

    /** The end by a close frame, or without one (code 1006). */
    void ended(int code, String reason);

    /** The end by a failure, also of opening. */
    void failed(Throwable cause);
  }

  /** The way out of one WebSocket. */
  interface Link {
    /** Sends a text message, behind those that wait already. */
    void send(String text);

    /** Asks the other side for a sign of life. */
    void ping();

    /** Begins the closing handshake. */
    void close();

    /** Ends everything at once, threads and all; no event follows. Does nothing the second time. */
    void abort();

    /** Lets one more text message come: messages wait at the server while listeners are slow. */
    void proceed();
  }
}
