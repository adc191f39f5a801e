package io.belfry.rest.internal;

import java.lang.reflect.InvocationTargetException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;

/**
 * An HTTP client of the JDK that its maker can end. Java 21 has a method for that; on Java 17 the
 * JDK's own thread ends when the garbage collector has seen that nobody uses the client any more.
 *
 * <p>Thread: stateless.
 */
public final class OwnedHttpClient {
  private OwnedHttpClient() {}

  /** A client with that longest wait for a connection, and that proxy. */
  public static HttpClient make(Duration connectTimeout, Optional<ProxySelector> proxy) {
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(connectTimeout);
    proxy.ifPresent(builder::proxy);
    return builder.build();
  }

  /** Ends a client and all that it still does. */
  public static void end(HttpClient client) {
    try {
      HttpClient.class.getMethod("shutdownNow").invoke(client);
    } catch (NoSuchMethodException e) {
      // Java 17 to 20, see above.
      return;
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("The JDK's HTTP client could not be shut down.", e);
    }
  }
}
