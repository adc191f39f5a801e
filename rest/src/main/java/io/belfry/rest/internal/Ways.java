package io.belfry.rest.internal;

import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;

/**
 * How the calls of one Pusher are sent.
 *
 * <p>Thread: immutable.
 *
 * @param waiting sends what its caller waits for; its end is that of both
 * @param stages sends what nobody waits for
 */
public record Ways(Transport waiting, JdkTransport stages) {
  /**
   * Connections of the library's own.
   *
   * @param connect longest wait for a connection
   * @param whole longest wait for the whole answer
   * @param proxies finds the way; that of the JVM if empty
   */
  public static Ways own(
      URI server, Duration connect, Duration whole, Optional<ProxySelector> proxies) {
    JdkTransport stages =
        new JdkTransport(() -> OwnedHttpClient.make(connect, proxies), OwnedHttpClient::end, whole);
    CallersThread.Waits waits = new CallersThread.Waits(connect, whole);
    return new Ways(new CallersThread(server, waits, proxies, stages), stages);
  }

  /** Over a client of the application's, which stays open. */
  public static Ways over(HttpClient http, Duration whole) {
    JdkTransport both = new JdkTransport(() -> http, left -> {}, whole);
    return new Ways(both, both);
  }
}
