package io.belfry.cli;

import io.belfry.rest.ApiException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertPathBuilderException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What to do about a call of the HTTP API that did not succeed.
 *
 * <p>Thread: stateless.
 */
final class ApiAdvice {
  private ApiAdvice() {}

  /** What happened, and what to do. */
  static String sentence(ApiException failure) {
    if (isOf(CertPathBuilderException.class, failure)) {
      return "The certificate of the server is not trusted. If an authority of your own signed it,"
          + " name its file with --ca-file; belfry doctor looks at the rest.";
    }
    String said = String.valueOf(failure.getMessage()).replaceFirst("\\.?$", ".");
    String advice = advice(failure);
    return advice.isEmpty() ? said : said + " " + advice;
  }

  private static String advice(ApiException failure) {
    return switch (failure.status()) {
      case 0 -> unanswered(failure);
      case 401 ->
          failure.reason().equals("auth_timestamp_expired")
              ? ""
              : "Compare id, key and secret with the configuration of the server.";
      case 403 -> failure.reason().isEmpty() ? "Something before the server refused it." : "";
      case 404 ->
          failure.reason().isEmpty()
              ? "Is that a Belfry, and the port of its HTTP API? belfry doctor looks."
              : failure.reason().equals("app_not_found") ? "Look at --app-id." : "";
      case 429 -> "Wait a little.";
      default -> ofOthers(failure);
    };
  }

  private static String ofOthers(ApiException failure) {
    if (failure.status() >= 300 && failure.status() < 400) {
      return "It wants to be asked elsewhere: name that address with --url.";
    }
    return failure.reason().isEmpty()
        ? "Is that a Belfry, or a proxy that does not reach it? belfry doctor looks."
        : "";
  }

  private static String unanswered(ApiException failure) {
    if (isOf(SSLException.class, failure)) {
      return "belfry doctor says what is wrong with its TLS.";
    }
    boolean isSaid =
        isOf(ConnectException.class, failure)
            || isOf(HttpTimeoutException.class, failure)
            || !isOf(IOException.class, failure);
    return isSaid ? "" : "Is that a Belfry, and https:// or http:// right? belfry doctor looks.";
  }

  private static boolean isOf(Class<? extends Exception> kind, Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
