package io.belfry.rest.internal;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends on the thread of the caller, over connections of its own: no other thread takes part in a
 * call. What has to go through a proxy goes another way.
 *
 * <p>Thread: thread-safe.
 */
public final class CallersThread implements Transport {
  private final URI server;
  private final @Nullable ProxySelector proxies;
  private final Transport throughProxy;
  private final KeptConnections connections;
  private final Deadlines deadlines;

  /**
   * A transport without a connection.
   *
   * @param proxies finds the way; that of the JVM at this moment if empty
   * @param throughProxy takes what is not sent directly
   */
  public CallersThread(
      URI server, Waits waits, Optional<ProxySelector> proxies, Transport throughProxy) {
    this.server = server;
    this.proxies = proxies.orElseGet(ProxySelector::getDefault);
    this.throughProxy = throughProxy;
    this.connections = new KeptConnections(server, waits.connect);
    this.deadlines = new Deadlines(waits.whole, connections::closeIdle);
  }

  /** Longest waits, for a connection and for the whole answer. */
  public record Waits(Duration connect, Duration whole) {}

  @Override
  public WireAnswer exchange(WireRequest request)
      throws IOException, TimeoutException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (!isDirect()) {
      return throughProxy.exchange(request);
    }
    try (Deadlines.Deadline deadline = deadlines.begin()) {
      while (true) {
        Connection connection = connection(deadline);
        try {
          return exchanged(request, connection, deadline);
        } catch (IOException e) {
          // The server may close a kept connection just then; a question harms nobody twice.
          if (!connection.wasStale() || request.asked().hasBody()) {
            throw e;
          }
        }
      }
    }
  }

  // Proxies of SOCKS are for sockets of whoever makes them, as with the client of the JDK.
  private boolean isDirect() {
    if (proxies == null) {
      return true;
    }
    List<Proxy> ways = proxies.select(server);
    return ways.isEmpty() || ways.get(0).type() != Proxy.Type.HTTP;
  }

  private Connection connection(Deadlines.Deadline deadline)
      throws IOException, TimeoutException, InterruptedException {
    try {
      return connections.take(deadline);
    } catch (IOException e) {
      if (deadline.isExpired() && !Thread.currentThread().isInterrupted()) {
        throw e instanceof HttpConnectTimeoutException ? e : late(e);
      }
      throw told(e, deadline);
    }
  }

  private static HttpConnectTimeoutException late(IOException cause) {
    HttpConnectTimeoutException late = new HttpConnectTimeoutException("No connection in time");
    late.initCause(cause);
    return late;
  }

  private WireAnswer exchanged(
      WireRequest request, Connection connection, Deadlines.Deadline deadline)
      throws IOException, TimeoutException, InterruptedException {
    boolean isKept = false;
    try {
      WireAnswer answer = connection.exchange(request);
      deadline.letGo();
      isKept = connection.isKept() && !deadline.isExpired();
      return answer;
    } catch (IOException e) {
      throw told(e, deadline);
    } finally {
      if (isKept) {
        connections.giveBack(connection);
      } else {
        connections.drop(connection);
      }
    }
  }

  /** An end that came from here shows as a broken connection. */
  private static IOException told(IOException e, Deadlines.Deadline deadline)
      throws TimeoutException, InterruptedException {
    if (Thread.interrupted()) {
      InterruptedException interrupted = new InterruptedException();
      interrupted.initCause(e);
      throw interrupted;
    }
    if (deadline.isExpired()) {
      TimeoutException late = new TimeoutException();
      late.initCause(e);
      throw late;
    }
    return e;
  }

  @Override
  public void close() {
    deadlines.close();
    connections.close();
    throughProxy.close();
  }
}
