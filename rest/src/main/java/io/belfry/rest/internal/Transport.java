package io.belfry.rest.internal;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/**
 * Sends a request and waits for the answer, on the thread of the caller. A redirect is an answer as
 * any other, and an order goes out once at most.
 *
 * <p>Thread: thread-safe.
 */
public interface Transport {
  /**
   * Sends a request.
   *
   * @throws java.net.ConnectException if there was no connection to send it on
   * @throws java.net.http.HttpConnectTimeoutException if there was none in time
   * @throws IOException if the connection failed
   * @throws TimeoutException if the answer was not whole in time
   * @throws InterruptedException if the thread was interrupted; what was under way is broken off
   */
  WireAnswer exchange(WireRequest request)
      throws IOException, TimeoutException, InterruptedException;

  /** Gives the connections back, and breaks off what is still under way. */
  void close();
}
