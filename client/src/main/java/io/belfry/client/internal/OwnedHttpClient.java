package io.belfry.client.internal;

import java.lang.reflect.InvocationTargetException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client of the JDK with an end: closing it ends its threads. Java 21 has a method for
 * that; on Java 17 the JDK's own thread ends as soon as the garbage collector has seen that nobody
 * uses the client any more.
 *
 * <p>All of it runs on the client's own one thread. That is not only thrift: with a pool the JDK's
 * WebSocket loses the end of a connection that comes while the message before it is being handed
 * over (seen with Java 25). Even so about one abrupt end in a thousand is lost when it comes right
 * behind a message; nothing is heard of it, and the ping timeout finds it. What is called there
 * never blocks.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule CL-020"
 */
public final class OwnedHttpClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private volatile @Nullable HttpClient client;

  /** A client that follows no redirects. */
  public OwnedHttpClient(@Nullable SSLContext tls, Proxy proxy) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .executor(Runnable::run)
            .connectTimeout(CONNECT_TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(selector(proxy));
    if (tls != null) {
      builder.sslContext(tls);
    }
    client = builder.build();
  }

  /**
   * The client of the JDK.
   *
   * @throws IllegalStateException once closed
   */
  public HttpClient get() {
    HttpClient current = client;
    if (current == null) {
      throw new IllegalStateException("The HTTP client was closed (expected: to be open)");
    }
    return current;
  }

  /** Ends all that runs, at once. */
  @Override
  public void close() {
    HttpClient current = client;
    client = null;
    if (current != null) {
      shutdown(current);
    }
  }

  private static void shutdown(HttpClient client) {
    try {
      HttpClient.class.getMethod("shutdownNow").invoke(client);
    } catch (NoSuchMethodException e) {
      // Java 17 to 20, see above.
      return;
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("The JDK's HTTP client could not be shut down.", e);
    }
  }

  private static ProxySelector selector(Proxy proxy) {
    return proxy.address() instanceof InetSocketAddress address
        ? ProxySelector.of(address)
        : HttpClient.Builder.NO_PROXY;
  }
}
