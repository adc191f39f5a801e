package io.belfry.server.webhook.post;

import java.io.IOException;
import java.io.Serial;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends a request and reads the head of its own answer. A connection that was used before and has
 * something to say, or was closed by the receiver, gets no request: what stands in it is no answer
 * to this one.
 *
 * <p>Thread: stateless.
 */
final class OneAnswer extends HttpRequestExecutor {
  private static final String USED_BEFORE = "belfry.used-before";
  private static final int MOST_INFORMATIONAL = 10;
  private static final int OK = 200;

  /** Whether the connection of the last request in this context was used before. */
  static boolean wasUsedBefore(HttpContext context) {
    return Boolean.TRUE.equals(context.getAttribute(USED_BEFORE));
  }

  /** The connection cannot be used any more; nothing was sent. */
  static final class Stale extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    private Stale() {
      super("The receiver has closed the connection, or spoken unasked.");
    }
  }

  /** The proxy makes no connection to the receiver. */
  static final class NoTunnel extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    private NoTunnel(int status) {
      super("The proxy answered " + status + " to CONNECT.");
    }
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request,
      HttpClientConnection connection,
      HttpResponseInformationCallback callback,
      HttpContext context)
      throws IOException, HttpException {
    boolean wasUsed = connection.getEndpointDetails().getRequestCount() > 0;
    context.setAttribute(USED_BEFORE, wasUsed);
    if (wasUsed && (connection.isStale() || hasSomethingToSay(connection))) {
      throw new Stale();
    }
    ClassicHttpResponse answer = super.execute(request, connection, counting(), context);
    if (request.getMethod().equals("CONNECT") && answer.getCode() != OK) {
      throw new NoTunnel(answer.getCode());
    }
    return answer;
  }

  private static boolean hasSomethingToSay(HttpClientConnection connection) throws IOException {
    return connection.isDataAvailable(Timeout.ofMilliseconds(1));
  }

  private static HttpResponseInformationCallback counting() {
    AtomicInteger seen = new AtomicInteger();
    return (answer, connection, context) -> {
      if (seen.incrementAndGet() > MOST_INFORMATIONAL) {
        throw new HttpException("More than " + MOST_INFORMATIONAL + " informational answers.");
      }
    };
  }
}
