package io.belfry.server.webhook.post;

import io.belfry.server.setting.AddressRange;
import io.belfry.server.webhook.post.Poster.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * Fetches small documents, under the same judgement of addresses as webhooks: apps that somebody
 * else than the operator can define reach the public internet alone. Redirects are not followed.
 * The HTTP client is loaded with the first request.
 *
 * <p>Thread: thread-safe; {@link #get} waits, so a virtual thread calls it.
 *
 * @see "rules USR-056, THR-42"
 */
public final class BoundedGet implements AutoCloseable {
  private static final int OK = 200;
  private static final int REDIRECTION = 300;
  private static final int BEHIND_REDIRECTION = 400;

  private final LookUps lookUps;
  private final PostClients clients;

  /** A document cannot be had. Its message is the end of a sentence that begins with the URL. */
  public static final class NotFetched extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    private NotFetched(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * How much is waited for.
   *
   * @param whole from looking up the name to the end of the answer
   * @param maxBytes of the answer
   */
  public record FetchBounds(Duration whole, int maxBytes) {}

  private BoundedGet(HttpPoster.Reach reach) {
    this.lookUps = new LookUps(reach.names());
    this.clients = new PostClients(new HttpPoster.Reach(reach.proxy(), reach.policy(), lookUps));
  }

  /**
   * Fetches over HTTP.
   *
   * @param proxy an HTTP proxy that all requests go through; scheme, host and port
   * @param allowed private addresses that the apps of strangers may reach
   */
  public static BoundedGet over(Optional<URI> proxy, List<AddressRange> allowed) {
    return new BoundedGet(HttpPoster.Reach.of(proxy, allowed));
  }

  /**
   * Fetches one.
   *
   * @param isOperators whether the app comes from the operator's own file
   * @throws NotFetched if it cannot be had within these bounds
   */
  public byte[] get(URI url, boolean isOperators, FetchBounds bounds) throws NotFetched {
    HttpGet request = new HttpGet(url);
    long millis = Math.max(1, bounds.whole().toMillis());
    request.setConfig(PostClients.config(millis, millis));
    request.setHeader("Accept", "application/json");
    CompletableFuture<@Nullable Void> deadline = new CompletableFuture<>();
    var unused =
        deadline
            .completeOnTimeout(null, millis, TimeUnit.MILLISECONDS)
            .thenRunAsync(request::cancel, Runnable::run);
    try {
      PostClients.Client client = clients.clientFor(isOperators);
      try (ClassicHttpResponse answer =
          client.http().executeOpen(client.target(url, 1), request, HttpClientContext.create())) {
        return read(answer, bounds.maxBytes(), request);
      } finally {
        clients.giveBack(client);
      }
    } catch (NotFetched e) {
      throw e;
    } catch (IOException e) {
      throw new NotFetched(
          request.isCancelled() ? "did not answer within " + millis + " ms" : words(e), e);
    } catch (RuntimeException e) {
      throw new NotFetched("gave an answer that is no HTTP", e);
    } finally {
      deadline.cancel(false);
    }
  }

  private static byte[] read(ClassicHttpResponse answer, int maxBytes, HttpGet request)
      throws IOException {
    int status = answer.getCode();
    if (status >= REDIRECTION && status < BEHIND_REDIRECTION) {
      throw new NotFetched(
          "answered " + status + "; redirects are not followed, so give the address itself", null);
    }
    if (status != OK) {
      throw new NotFetched("answered " + status, null);
    }
    HttpEntity entity = answer.getEntity();
    if (entity == null) {
      return new byte[0];
    }
    String coding = entity.getContentEncoding();
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      throw new NotFetched("answered in another Content-Encoding than none, unasked", null);
    }
    InputStream in = entity.getContent();
    byte[] bytes = in.readNBytes(maxBytes + 1);
    if (bytes.length > maxBytes) {
      // The rest is not waited for.
      request.cancel();
      throw new NotFetched("gave more than " + maxBytes + " bytes", null);
    }
    return bytes;
  }

  // Where a name leads is told to nobody whose app is not the operator's.
  private static String words(IOException e) {
    Cause cause = PostFailure.causeOf(e);
    return switch (cause) {
      case TARGET_REFUSED -> "has no address that this app may reach";
      case CONNECT_FAILED -> "cannot be reached";
      case TLS_FAILED -> "has a certificate that Java does not trust, or no TLS";
      case TIMED_OUT -> "did not answer in time";
      default -> "broke the connection off";
    };
  }

  @Override
  public void close() {
    lookUps.close();
    clients.close();
  }
}
