package io.belfry.client.util;

import io.belfry.client.internal.FailureWords;
import io.belfry.client.internal.HttpPost;
import io.belfry.client.internal.RequestHeaders;
import java.io.IOException;
import java.io.Serial;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP endpoint of the application that makes tokens.
 *
 * <p>Thread: thread-safe; a request blocks its caller and ends early when that is interrupted.
 *
 * @see "rules CL-008, CL-009, CL-019"
 */
final class AuthEndpoint {
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int REDIRECT = 3;
  private static final Duration LONGEST = Duration.ofHours(1);

  private final URI url;
  private final ConnectionFactory factory;
  private final RequestValues headers = new RequestValues();
  private final RequestValues params = new RequestValues();
  private volatile @Nullable SSLContext tls;
  private volatile Duration timeout = Duration.ofSeconds(10);

  AuthEndpoint(String url, ConnectionFactory factory) {
    this.url = EndpointUrl.parse(url);
    this.factory = factory;
  }

  /** What came instead of a token. */
  static final class Refusal extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    private final int status;

    Refusal(String message, int status) {
      super(message);
      this.status = status;
    }

    Refusal(String message, Throwable cause) {
      super(message, cause);
      this.status = 0;
    }

    /** HTTP status; empty when nothing answered. */
    Optional<Integer> status() {
      return status == 0 ? Optional.empty() : Optional.of(status);
    }

    String words() {
      return String.valueOf(getMessage());
    }
  }

  boolean isEncrypted() {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  RequestValues headers() {
    return headers;
  }

  RequestValues params() {
    return params;
  }

  void use(SSLContext context) {
    tls = context;
  }

  void limit(Duration longest) {
    if (longest.compareTo(Duration.ofMillis(1)) < 0 || longest.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "setTimeout: " + longest + " (expected: from 1 ms to 1 h)");
    }
    timeout = longest;
  }

  /**
   * Asks for a token.
   *
   * @param channelName channel it is about; empty for one about a user
   */
  String ask(String socketId, String channelName) throws Refusal {
    HttpPost.Answer answer = send(socketId, channelName);
    if (answer.status() != OK && answer.status() != CREATED) {
      throw new Refusal(
          "The auth endpoint "
              + place()
              + " answered "
              + answer.status()
              + ". Expected 200"
              + (answer.status() / 100 == REDIRECT ? "; redirects are not followed." : "."),
          answer.status());
    }
    return answer.body();
  }

  private HttpPost.Answer send(String socketId, String channelName) throws Refusal {
    try {
      return HttpPost.send(request(socketId, channelName), timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal("The call of the auth endpoint " + place() + " was given up.", e);
    } catch (SocketTimeoutException e) {
      throw new Refusal(
          "The auth endpoint "
              + place()
              + " could not be asked: no answer within "
              + timeout.toMillis()
              + " ms.",
          e);
    } catch (IOException e) {
      String reason = FailureWords.of(e);
      throw new Refusal("The auth endpoint " + place() + " could not be asked: " + reason + ".", e);
    } catch (TimeoutException e) {
      throw new Refusal(
          "The provider of headers or parameters for "
              + place()
              + " gave none within "
              + timeout.toMillis()
              + " ms.",
          e);
    } catch (ExecutionException e) {
      Throwable cause = cause(e);
      throw new Refusal("The provider of headers or parameters failed: " + cause, cause);
    }
  }

  private HttpPost.Request request(String socketId, String channelName)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, String> further = params.next().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    byte[] body;
    synchronized (factory) {
      factory.setSocketId(socketId);
      factory.setChannelName(channelName);
      fields.put("Content-Type", factory.getContentType());
      body = body(further).getBytes(Charset.forName(factory.getCharset()));
    }
    Map<String, String> own = headers.next().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    fields.putAll(RequestHeaders.checked("setHeaders", own));
    return new HttpPost.Request(url, fields, body, tls);
  }

  private String body(Map<String, String> further) {
    StringBuilder form = new StringBuilder(factory.getBody());
    if (!further.isEmpty() && !(factory instanceof UrlEncodedConnectionFactory)) {
      throw new IllegalStateException(
          "Parameters are set, but the body is no form. Expected a UrlEncodedConnectionFactory.");
    }
    further.forEach((name, value) -> UrlEncodedConnectionFactory.append(form, name, value));
    return form.toString();
  }

  /** The URL without its query, which may be secret. */
  String place() {
    return EndpointUrl.shown(url);
  }

  private static Throwable cause(ExecutionException e) {
    @Nullable Throwable cause = e.getCause();
    return cause == null ? e : cause;
  }
}
