package io.belfry.server.webhook.post;

import io.belfry.server.webhook.post.Poster.Cause;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;

/**
 * Tells causes by what the client throws.
 *
 * <p>Thread: stateless.
 */
final class PostFailure {
  private PostFailure() {}

  /** Why there is no answer. */
  static Cause causeOf(IOException e) {
    if (e instanceof JudgedAddresses.OutOfReach) {
      return Cause.TARGET_REFUSED;
    } else if (isWithoutConnection(e)) {
      return Cause.CONNECT_FAILED;
    } else if (e instanceof SSLException) {
      return Cause.TLS_FAILED;
    }
    return e instanceof InterruptedIOException ? Cause.TIMED_OUT : Cause.BROKEN;
  }

  private static boolean isWithoutConnection(IOException e) {
    return e instanceof ConnectException
        || e instanceof ConnectTimeoutException
        || e instanceof NoRouteToHostException
        || e instanceof UnknownHostException
        || e instanceof OneAnswer.NoTunnel;
  }

  /** Whether it looks as if the other side had closed the connection before it saw the request. */
  static boolean isLostConnection(IOException e) {
    return e instanceof NoHttpResponseException
        || e instanceof ConnectionClosedException
        || e instanceof SocketException;
  }
}
