package io.belfry.server.webhook.post;

import io.belfry.protocol.sign.Secret;
import io.belfry.server.app.App;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.setting.AddressRange;
import io.belfry.server.webhook.post.HttpPoster.Reach;
import io.belfry.server.webhook.post.Poster.Attempt;
import io.belfry.server.webhook.post.Poster.Outcome;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Attempts as tests make them, and posters for them. */
final class Attempts {
  static final Secret SECRET = Secret.of("7ad3773142a6692b25b8");
  static final UUID DELIVERY = UUID.fromString("0198c0de-0000-7000-8000-000000000001");
  static final byte[] BODY =
      "{\"time_ms\":1327078148132,\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"my-channel\"}]}"
          .getBytes(StandardCharsets.UTF_8);

  private Attempts() {}

  static WebhookEndpoint.Builder endpoint(String url) {
    return WebhookEndpoint.builder(url);
  }

  static WebhookEndpoint impatient(String url) {
    return endpoint(url).set(WebhookSettings.TIMEOUT, Duration.ofMillis(700)).build();
  }

  static Attempt attempt(WebhookEndpoint endpoint) {
    return attempt(endpoint, BODY, true);
  }

  static Attempt attempt(WebhookEndpoint endpoint, byte[] body, boolean isOperators) {
    return new Attempt(
        endpoint,
        new App.Key("278d425bdf160c739803", SECRET, true),
        isOperators,
        DELIVERY,
        1,
        OptionalLong.of(7),
        OptionalLong.empty(),
        body);
  }

  static HttpPoster poster() {
    return poster(Optional.empty());
  }

  static HttpPoster poster(Optional<URI> proxy) {
    return new HttpPoster(Reach.of(proxy, List.of()), InstantSource.system());
  }

  static HttpPoster poster(JudgedAddresses.Names names, String... allowed) {
    List<AddressRange> ranges = AddressRange.LIST.read(List.of(allowed)).value().orElseThrow();
    return new HttpPoster(
        new Reach(Optional.empty(), new TargetPolicy(ranges), names), InstantSource.system());
  }

  /** Names of which one, such as that of a proxy, is its own address. */
  static JudgedAddresses.Names besides(String address, JudgedAddresses.Names names) {
    return host ->
        host.equals(address)
            ? new InetAddress[] {InetAddress.getLoopbackAddress()}
            : names.addresses(host);
  }

  static Outcome outcome(HttpPoster poster, Attempt attempt) {
    return poster.post(attempt).toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
