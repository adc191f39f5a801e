package io.belfry.client.okhttp;

import io.belfry.client.internal.Transport;
import java.net.Proxy;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Opens the WebSockets of a client with the application's own OkHttp client, whose certificates,
 * pins, DNS and interceptors hold for them.
 *
 * <pre>{@code
 * new PusherOptions().setHost("push.example.com").setTransport(new OkHttpTransport(okHttp));
 * }</pre>
 *
 * <p>What the options of the client say of proxy and TLS goes before what the OkHttp client says.
 * OkHttp shows no pings: the client asks with {@code pusher:ping} instead. It holds a message until
 * it is whole, so one of more than 8 million characters is refused only then. An abrupt end that
 * comes while the client writes may overtake the last messages; it is told always.
 *
 * <p>Thread: thread-safe; one may serve many clients.
 *
 * @see "rules CL-016, CL-031"
 */
@SuppressWarnings("exports") // what is between the two modules is nobody else's
public final class OkHttpTransport implements Transport {
  private static final String SUBPROTOCOL = "pusher-channels-protocol-7";
  private static final int OPENING_SECONDS = 10;

  private final OkHttpClient client;

  /**
   * Over that client, of which a copy is made that shares its threads and connections, and has no
   * limit of requests: a WebSocket would be one of the 64 of its dispatcher as long as it is open.
   * It is not closed here.
   */
  public OkHttpTransport(OkHttpClient client) {
    Dispatcher unlimited = new Dispatcher(client.dispatcher().executorService());
    unlimited.setMaxRequests(Integer.MAX_VALUE);
    this.client =
        client
            .newBuilder()
            .dispatcher(unlimited)
            .callTimeout(OPENING_SECONDS, TimeUnit.SECONDS)
            .pingInterval(0, TimeUnit.SECONDS)
            .followRedirects(false)
            .followSslRedirects(false)
            .build();
  }

  @Override
  public Link open(Target target, Events events) {
    Request.Builder request =
        new Request.Builder()
            .url(target.uri().toString())
            .header("Sec-WebSocket-Protocol", SUBPROTOCOL);
    for (Map.Entry<String, String> header : target.headers().entrySet()) {
      if (!header.getKey().equalsIgnoreCase(PROXY_AUTHORIZATION)) {
        request.header(header.getKey(), header.getValue());
      }
    }
    OkHttpLink link = new OkHttpLink(events);
    link.open(clientFor(target), request.build());
    return link;
  }

  private OkHttpClient clientFor(Target target) {
    SSLContext tls = target.tls();
    boolean isDirect = target.proxy().equals(Proxy.NO_PROXY);
    if (tls == null && isDirect) {
      return client;
    }
    OkHttpClient.Builder builder = client.newBuilder();
    if (tls != null) {
      // The context itself decides whom to trust; OkHttp asks the other one for its pins alone.
      builder.sslSocketFactory(tls.getSocketFactory(), trustOfTheSystem());
    }
    if (!isDirect) {
      builder.proxy(target.proxy());
      String credentials = target.proxyAuthorization();
      if (!credentials.isEmpty()) {
        builder.proxyAuthenticator(
            (route, response) ->
                response.request().header(PROXY_AUTHORIZATION) == null
                    ? response
                        .request()
                        .newBuilder()
                        .header(PROXY_AUTHORIZATION, credentials)
                        .build()
                    : null);
      }
    }
    return builder.build();
  }

  private static X509TrustManager trustOfTheSystem() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((@Nullable KeyStore) null);
      for (TrustManager each : factory.getTrustManagers()) {
        if (each instanceof X509TrustManager trust) {
          return trust;
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This system trusts no certificates at all.", e);
    }
    throw new IllegalStateException("This system knows no certificates of the usual kind.");
  }
}
