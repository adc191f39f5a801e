package io.belfry.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.sign.Secret;
import io.belfry.protocol.sign.WebhookSignature;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Webhooks of a real server, and what strangers send in their place. */
class WebhookFilterTest {
  private static final String PATH = "/pusher/webhooks";

  private final ConfigurableApplicationContext application =
      ShopApplication.start(
          "belfry.url=http://127.0.0.1:1",
          "belfry.app-id=1",
          "belfry.key=" + TestBelfry.KEY,
          "belfry.secret=" + TestBelfry.SECRET,
          "belfry.webhooks.max-body=16KB",
          "belfry.webhooks.keys[0].key=old-key",
          "belfry.webhooks.keys[0].secret=old-secret",
          "belfry.auth.jsonp=true");
  private final ShopApplication.Heard heard = application.getBean(ShopApplication.Heard.class);
  private final Visitor visitor = new Visitor(application);

  @AfterEach
  void stop() {
    application.close();
  }

  @Test
  @Tag("HTTP-217")
  @Tag("HTTP-218")
  void givenARealServer_methodsHearOfIt_andAgainWhenTheyFailed(@TempDir Path dataDir)
      throws Exception {
    heard.failures.set(1);
    String url =
        "http://127.0.0.1:"
            + application.getEnvironment().getRequiredProperty("local.server.port")
            + PATH;
    try (TestBelfry belfry =
            TestBelfry.start("webhooks: [{url: \"" + url + "\", vacated_delay_ms: 0}]", dataDir);
        TestBelfry.Connection reader = belfry.connect()) {
      reader.ask("pusher:subscribe", "{\"channel\":\"news\"}");

      assertThat(heard.channels.poll(30, TimeUnit.SECONDS)).isEqualTo("news");
      var first = heard.deliveries.poll(30, TimeUnit.SECONDS);
      var second = heard.deliveries.poll(30, TimeUnit.SECONDS);
      assertThat(first).isNotNull();
      assertThat(second).isNotNull();
      assertThat(first.deliveryId()).isPresent().isEqualTo(second.deliveryId());

      reader.ask("pusher:ping", "{}");
      reader.client().send("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"news\"}}");
      assertThat(heard.channels.poll(30, TimeUnit.SECONDS)).isEqualTo("vacated");
    }
  }

  @Test
  @Tag("HTTP-216")
  @Tag("HTTP-219")
  void givenStrangers_theyAreRefused_andAFurtherKeyIsTaken() {
    byte[] body =
        ("{\"time_ms\":"
                + System.currentTimeMillis()
                + ",\"events\":[{\"name\":\"channel_occupied\","
                + "\"channel\":\"by hand\"}]}")
            .getBytes(StandardCharsets.UTF_8);

    HttpResponse<String> forged = signed(body, TestBelfry.KEY, "another-secret");
    HttpResponse<String> unknown = signed(body, "other-key", TestBelfry.SECRET);
    HttpResponse<String> large = signed(new byte[16 * 1024 + 1], TestBelfry.KEY, TestBelfry.SECRET);
    HttpResponse<String> old = signed(body, "old-key", "old-secret");

    assertThat(forged.statusCode()).isEqualTo(401);
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(visitor.postBytes(PATH, body).statusCode()).isEqualTo(401);
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(old.statusCode()).isEqualTo(200);
    assertThat(heard.channels).containsExactly("by hand");
    assertThat(visitor.get(PATH).statusCode()).isEqualTo(403);
  }

  @Test
  @Tag("HTTP-236")
  void givenJsonpThatIsSwitchedOn_itCallsBack() {
    Visitor ada = new Visitor(application).logIn("ada");

    HttpResponse<String> good = ada.get("/pusher/user-auth?socket_id=1.2&callback=Pusher.cb");
    HttpResponse<String> bad = ada.get("/pusher/user-auth?socket_id=1.2&callback=alert(1)");
    HttpResponse<String> stranger = visitor.get("/pusher/user-auth?socket_id=1.2&callback=x");

    assertThat(good.body()).startsWith("/**/Pusher.cb({\"auth\":");
    assertThat(good.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/javascript");
    assertThat(good.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(stranger.statusCode()).isEqualTo(403);
  }

  private HttpResponse<String> signed(byte[] body, String key, String secret) {
    return visitor.postBytes(
        PATH,
        body,
        "X-Pusher-Key",
        key,
        "X-Pusher-Signature",
        WebhookSignature.of(Secret.of(secret), body));
  }
}
