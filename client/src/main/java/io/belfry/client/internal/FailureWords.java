package io.belfry.client.internal;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says why a connection or a request failed. The JDK often says only that it did: a refused
 * connection is an exception without a text.
 *
 * <p>Thread: stateless.
 *
 * @see "rule CL-026"
 */
public final class FailureWords {
  private FailureWords() {}

  /** The reason, as the end of a sentence without its full stop. */
  public static String of(Throwable failure) {
    if (has(failure, UnresolvedAddressException.class)
        || has(failure, UnknownHostException.class)) {
      return "unknown host, no address is known for this name";
    }
    if (failure instanceof UpgradeRefusal refusal) {
      return handshake(refusal);
    }
    if (failure instanceof SocketTimeoutException) {
      return "no answer in time; check address, port and firewall";
    }
    if (failure instanceof ProxyRefusal) {
      return String.valueOf(failure.getMessage());
    }
    if (failure instanceof FrameViolation) {
      return "what came is no WebSocket of this kind" + said(failure);
    }
    if (failure instanceof ConnectException) {
      return "connection refused, nothing listens at this address and port" + said(failure);
    }
    if (failure instanceof SSLException) {
      return tls(String.valueOf(failure.getMessage())) + " (" + failure + ")";
    }
    if (failure instanceof ProtocolException) {
      return "what answers there does not speak HTTP" + said(failure);
    }
    if (has(failure, EOFException.class)) {
      return "the other side ended the connection without an answer; it may expect TLS, or none"
          + said(failure);
    }
    String message = failure.getMessage();
    return failure.getClass() == IOException.class && message != null
        ? message
        : failure.toString();
  }

  private static String handshake(UpgradeRefusal refusal) {
    int status = refusal.status();
    return status == 101
        ? "the answer to the upgrade is not that of a WebSocket" + said(refusal)
        : "the WebSocket was refused with HTTP " + status + hint(status);
  }

  static String hint(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 ->
          ", a redirect, which is not followed; check TLS, host and path";
      case 400, 426 -> "; a proxy in between has to pass the fields Upgrade and Connection";
      case 404 -> "; nothing is at this path, check host, port and setPath";
      case 407 -> "; the proxy wants to know who you are";
      case 502, 503, 504 -> "; what answers there is a proxy that does not reach the server";
      default -> "";
    };
  }

  private static String tls(String message) {
    if (message.contains("PKIX") || message.contains("trust")) {
      return "the server's certificate is not trusted";
    }
    if (message.contains("No subject alternative") || message.contains("No name matching")) {
      return "the server's certificate is for another host";
    }
    if (message.contains("plaintext") || message.contains("nrecognized SSL message")) {
      return "TLS failed, what answers there does not speak it; check the port, or switch TLS off";
    }
    return "TLS failed";
  }

  private static String said(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? "" : " (" + message + ")";
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
