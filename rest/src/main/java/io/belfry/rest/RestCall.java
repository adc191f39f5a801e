package io.belfry.rest;

import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.rest.internal.BoundedBody;
import io.belfry.rest.internal.SignedRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Sends signed requests and turns their answers into results or {@link ApiException}s.
 *
 * <p>Thread: thread-safe.
 */
final class RestCall {
  private static final int SUCCESS = 200;
  private static final String LIBRARY = "belfry-rest " + LibraryVersion.TEXT;

  private final RestOptions options;
  private final HttpClient http;
  private final SignedRequest signer;

  RestCall(RestOptions options, HttpClient http) {
    this.options = options;
    this.http = http;
    this.signer = new SignedRequest(options.key(), options.secret(), options.clock());
  }

  /** Posts below {@code /apps/APP_ID}; the path is still to be escaped, segment by segment. */
  CompletionStage<Void> post(String[] segments, byte[] body) {
    SignedRequest.Target target = SignedRequest.Target.of(segments, options.appId());
    String query = signer.query("POST", target, body);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(options.base() + target.path() + "?" + query))
            .timeout(options.requestTimeout())
            .header("Content-Type", "application/json")
            .header("X-Pusher-Library", LIBRARY)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return http.sendAsync(request, info -> new BoundedBody())
        .handle(
            (response, failure) -> {
              if (failure != null) {
                throw ApiException.unreachable(unwrapped(failure));
              }
              return checked(response);
            });
  }

  @SuppressWarnings("NullAway") // a Void result has no other value
  private static Void checked(HttpResponse<byte[]> response) {
    if (response.statusCode() == SUCCESS) {
      return null;
    }
    String body = new String(response.body(), StandardCharsets.UTF_8);
    String reason = "";
    String sentence = "";
    try (ObjectCursor members =
        ObjectCursor.over(response.body(), ObjectCursor.Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        String text = members.string();
        if (name.equals("reason") && text != null) {
          reason = text;
        } else if (name.equals("error") && text != null) {
          sentence = text;
        }
      }
    } catch (MalformedJson e) {
      sentence = "the body is no error object";
    }
    throw ApiException.refused(
        new ApiException.Answer(response.statusCode(), reason, body), sentence);
  }

  static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
