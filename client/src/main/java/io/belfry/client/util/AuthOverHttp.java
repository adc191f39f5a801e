package io.belfry.client.util;

import io.belfry.client.internal.RequestHeaders;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * An HTTP endpoint of the application with what its requests have: headers, parameters, time, TLS.
 * What {@link HttpUserAuthenticator} and {@link HttpChannelAuthorizer} have in common; make one of
 * these.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules CL-008, CL-009"
 */
public abstract class AuthOverHttp {
  private final AuthEndpoint endpoint;

  AuthOverHttp(String endpoint, ConnectionFactory factory) {
    this.endpoint = new AuthEndpoint(endpoint, factory);
  }

  final AuthEndpoint endpoint() {
    return endpoint;
  }

  /** Whether the endpoint is asked over TLS. */
  public Boolean isSSL() {
    return endpoint.isEncrypted();
  }

  /**
   * Sets headers that every request has.
   *
   * @throws IllegalArgumentException if one cannot be sent; the message shows no value
   */
  public void setHeaders(Map<String, String> headers) {
    endpoint.headers().fix(RequestHeaders.checked("setHeaders", headers));
  }

  /** Sets who gives the headers of one request; asked each time, on the thread of the request. */
  public void setHeadersProvider(Supplier<Map<String, String>> provider) {
    endpoint.headers().provide(provider);
  }

  /** Sets who gives the headers of one request later; the request waits for them. */
  public void setAsyncHeadersProvider(
      Supplier<? extends CompletionStage<Map<String, String>>> provider) {
    endpoint.headers().provideLater(provider);
  }

  /** Sets parameters that every request has. */
  public void setParams(Map<String, String> params) {
    endpoint.params().fix(params);
  }

  /**
   * Sets who gives the parameters of one request; asked each time, on the thread of the request.
   */
  public void setParamsProvider(Supplier<Map<String, String>> provider) {
    endpoint.params().provide(provider);
  }

  /** Sets who gives the parameters of one request later; the request waits for them. */
  public void setAsyncParamsProvider(
      Supplier<? extends CompletionStage<Map<String, String>>> provider) {
    endpoint.params().provideLater(provider);
  }

  /** Sets the longest wait for an answer, from 1 ms to 1 h. Default 10 s. */
  public void setTimeout(Duration timeout) {
    endpoint.limit(timeout);
  }

  /** Sets keys and trusted certificates of requests over TLS. Default: those of the JVM. */
  public void setSslContext(SSLContext context) {
    endpoint.use(context);
  }

  /** Names the endpoint, without its query. */
  @Override
  public String toString() {
    return getClass().getSimpleName() + "[" + endpoint.place() + "]";
  }
}
