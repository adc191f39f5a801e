package io.belfry.server.webhook.post;

import io.belfry.server.app.WebhookSettings;
import io.belfry.server.webhook.post.Poster.Attempt;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;

/**
 * The clients that requests go through, each with connections of its own: one that may reach a
 * private address, or that trusts a file of certificates, is of use to nobody else. Everything that
 * a client would do on its own is off: redirects, repetitions, cookies, credentials, compression.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HOOK-066, HOOK-091, HOOK-093, HOOK-096"
 */
final class PostClients {
  private static final int MAX_CLIENTS = 64;
  private static final int MAX_HEAD_FIELDS = 100;
  private static final int MAX_LINE = 16 * 1024;
  private static final TimeValue LONGEST_IDLE = TimeValue.ofSeconds(30);
  // After it the name is looked up again, and judged again.
  private static final TimeValue LONGEST_LIFE = TimeValue.ofMinutes(5);

  private final HttpPoster.Reach reach;
  private final Map<ClientKey, Client> clients = new LinkedHashMap<>(16, 0.75f, true);
  private long idleClosedNanos = System.nanoTime();
  private boolean isClosed;

  PostClients(HttpPoster.Reach reach) {
    this.reach = reach;
  }

  private record ClientKey(boolean isOperators, Trust trust) {}

  /** A client with connections of its own. What is not final belongs to the lock of all. */
  static final class Client {
    private final CloseableHttpClient http;
    private final PoolingHttpClientConnectionManager pool;
    private final JudgedAddresses addresses;
    private final boolean isBehindProxy;
    private int uses;
    private boolean isForgotten;

    private Client(
        CloseableHttpClient http,
        PoolingHttpClientConnectionManager pool,
        JudgedAddresses addresses,
        boolean isBehindProxy) {
      this.http = http;
      this.pool = pool;
      this.addresses = addresses;
      this.isBehindProxy = isBehindProxy;
    }

    /** What sends. */
    CloseableHttpClient http() {
      return http;
    }

    /** Where an attempt goes; judged where a proxy makes the connection. */
    HttpHost target(Attempt attempt) throws IOException {
      return target(attempt.endpoint().url(), attempt.number());
    }

    /** Where a request to an address goes; each next attempt takes the next of its name. */
    HttpHost target(URI url, int attempt) throws IOException {
      HttpHost named = PostedRequest.host(url);
      return isBehindProxy ? addresses.judgedForProxy(named, attempt) : named;
    }

    private void close() {
      http.close(CloseMode.IMMEDIATE);
    }
  }

  /** The client for an attempt, which is given back when that is over. */
  Client clientFor(Attempt attempt) throws IOException {
    Trust trust = Trust.of(attempt.endpoint().settings().of(WebhookSettings.CA_FILE));
    return client(new ClientKey(attempt.isOperators(), trust));
  }

  /** The client for what is not sent to an endpoint; it trusts whom Java trusts. */
  Client clientFor(boolean isOperators) throws IOException {
    return client(new ClientKey(isOperators, Trust.of(Optional.empty())));
  }

  private synchronized Client client(ClientKey key) throws IOException {
    if (isClosed) {
      throw new IOException("The server is closing.");
    }
    closeIdle();
    Client known = clients.get(key);
    if (known != null) {
      known.uses++;
      return known;
    }
    if (clients.size() == MAX_CLIENTS) {
      forget(clients.values().iterator().next());
    }
    Client made = make(key);
    clients.put(key, made);
    made.uses++;
    return made;
  }

  /** An attempt is over. */
  synchronized void giveBack(Client client) {
    client.uses--;
    closeIfUnused(client);
  }

  private static void closeIfUnused(Client client) {
    if (client.isForgotten && client.uses == 0) {
      client.close();
    }
  }

  private void closeIdle() {
    long now = System.nanoTime();
    if (now - idleClosedNanos > LONGEST_IDLE.toNanoseconds()) {
      idleClosedNanos = now;
      clients.values().forEach(client -> client.pool.closeIdle(LONGEST_IDLE));
    }
  }

  /** The next attempt gets another client; those that are under way in this one go on. */
  synchronized void forget(Client client) {
    clients.values().remove(client);
    client.isForgotten = true;
    closeIfUnused(client);
  }

  synchronized void close() {
    isClosed = true;
    clients.values().forEach(Client::close);
    clients.clear();
  }

  private Client make(ClientKey key) throws IOException {
    JudgedAddresses addresses = new JudgedAddresses(reach.policy(), reach.names(), key.isOperators);
    PoolingHttpClientConnectionManager pool =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setDnsResolver(reach.proxy().isPresent() ? addressesOfProxy() : addresses)
            .setTlsSocketStrategy(
                new DefaultClientTlsStrategy(
                    key.trust.context(), HostnameVerificationPolicy.BUILTIN, null))
            .setConnectionFactory(
                ManagedHttpClientConnectionFactory.builder()
                    .http1Config(
                        Http1Config.custom()
                            .setMaxHeaderCount(MAX_HEAD_FIELDS)
                            .setMaxLineLength(MAX_LINE)
                            .build())
                    .build())
            .setMaxConnTotal(HttpPoster.MOST_AT_ONCE)
            .setMaxConnPerRoute(HttpPoster.MOST_AT_ONCE)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom().setTimeToLive(LONGEST_LIFE).build())
            .build();
    return new Client(http(pool), pool, addresses, reach.proxy().isPresent());
  }

  // The operator has named it: it may be anywhere.
  private JudgedAddresses addressesOfProxy() {
    return new JudgedAddresses(TargetPolicy.ANY, reach.names(), true);
  }

  private CloseableHttpClient http(PoolingHttpClientConnectionManager pool) {
    HttpClientBuilder builder =
        HttpClientBuilder.create()
            .setConnectionManager(pool)
            .setRequestExecutor(new OneAnswer())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableContentCompression()
            .disableAuthCaching()
            .disableConnectionState()
            .disableDefaultUserAgent();
    reach
        .proxy()
        .map(PostedRequest::host)
        .ifPresent(proxy -> builder.setRoutePlanner(new ProxyRoutes(proxy)));
    return builder.build();
  }

  /** Time-outs of an attempt, and what a request must not ask for. */
  static RequestConfig config(Attempt attempt) {
    return config(
        attempt.endpoint().settings().of(WebhookSettings.CONNECT_TIMEOUT).toMillis(),
        attempt.endpoint().settings().of(WebhookSettings.TIMEOUT).toMillis());
  }

  /** The same for what may take so long to connect, and in all. */
  @SuppressWarnings("deprecation") // the other place for it is for all of a host
  static RequestConfig config(long connectMs, long wholeMs) {
    return RequestConfig.custom()
        .setConnectTimeout(Math.min(connectMs, wholeMs), TimeUnit.MILLISECONDS)
        .setConnectionRequestTimeout(wholeMs, TimeUnit.MILLISECONDS)
        .setResponseTimeout(wholeMs, TimeUnit.MILLISECONDS)
        .setAuthenticationEnabled(false)
        .setExpectContinueEnabled(false)
        .setProtocolUpgradeEnabled(false)
        .setRedirectsEnabled(false)
        .setConnectionKeepAlive(LONGEST_IDLE)
        .build();
  }
}
