package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.belfry.protocol.webhook.WebhookEvent;
import io.belfry.protocol.webhook.WebhookEvent.ChannelOccupied;
import io.belfry.protocol.webhook.WebhookEvent.ChannelVacated;
import io.belfry.protocol.webhook.WebhookEvent.UserOffline;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.rest.Webhook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The receiver that the guide shows, told by a real server. */
class WebhookReceiverTest {
  private final Pusher belfry =
      new Pusher(
          RestOptions.of(
              "http://127.0.0.1:1", TestBelfry.APP_ID, TestBelfry.KEY, TestBelfry.SECRET));
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  // snippet: webhook-receiver
  private final Set<String> done = ConcurrentHashMap.newKeySet(); // in your database, for a day

  /** Answers POST /hooks. */
  void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(2 << 20); // more than max_body_bytes
      Webhook webhook = belfry.webhook(exchange.getRequestHeaders(), body);
      if (!webhook.isValid()) {
        System.err.println(webhook.reason());
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      if (done.add(webhook.deliveryId().orElse(""))) {
        webhook.events().forEach(this::handle);
      }
      exchange.sendResponseHeaders(200, -1);
    }
  }

  // end

  // snippet: webhook-events
  void handle(WebhookEvent event) {
    switch (event) {
      case ChannelOccupied occupied -> log("somebody reads " + occupied.channelName());
      case ChannelVacated vacated -> log("nobody reads " + vacated.channelName());
      case UserOffline gone -> log(gone.userId() + " has gone");
      default -> log(event.name());
    }
  }

  // end

  private void log(String line) {
    told.add(line);
  }

  @Test
  @Tag("HTTP-162")
  @Tag("HOOK-068")
  void givenTheReceiverOfTheGuide_itIsToldAndTakesNothingOfOthers(@TempDir Path dataDir)
      throws Exception {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/hooks", this::receive);
    http.start();
    String url = "http://127.0.0.1:" + http.getAddress().getPort() + "/hooks";
    try (TestBelfry server =
        TestBelfry.start(dataDir, "webhooks: [{url: \"" + url + "\", vacated_delay_ms: 0}]")) {
      try (TestBelfry.Connection reader = server.connect()) {
        reader.ask("pusher:subscribe", "{\"channel\":\"news\"}");
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("somebody reads news");
      }
      assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("nobody reads news");
      assertThat(posted(url)).isEqualTo(401);
      assertThat(told).isEmpty();
    } finally {
      http.stop(0);
    }
  }

  private static int posted(String url) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest forged =
          HttpRequest.newBuilder(URI.create(url))
              .header("X-Pusher-Key", TestBelfry.KEY)
              .header("X-Pusher-Signature", "0".repeat(64))
              .POST(HttpRequest.BodyPublishers.ofString("{}"))
              .build();
      return client.send(forged, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
