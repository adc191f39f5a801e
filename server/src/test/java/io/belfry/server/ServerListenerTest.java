package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.belfry.protocol.webhook.WebhookEvent.CacheMiss;
import io.belfry.protocol.webhook.WebhookEvent.ChannelOccupied;
import io.belfry.protocol.webhook.WebhookEvent.ChannelVacated;
import io.belfry.protocol.webhook.WebhookEvent.ClientEvent;
import io.belfry.protocol.webhook.WebhookEvent.MemberAdded;
import io.belfry.protocol.webhook.WebhookEvent.MemberRemoved;
import io.belfry.protocol.webhook.WebhookEvent.Raised;
import io.belfry.protocol.webhook.WebhookEvent.Session;
import io.belfry.protocol.webhook.WebhookEvent.SessionEnded;
import io.belfry.protocol.webhook.WebhookEvent.SessionStarted;
import io.belfry.protocol.webhook.WebhookEvent.SubscriptionCount;
import io.belfry.protocol.webhook.WebhookEvent.UserOffline;
import io.belfry.protocol.webhook.WebhookEvent.UserOnline;
import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.hook.ServerListener;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Listeners in the server's own process. */
@Tag("HOOK-131")
class ServerListenerTest {
  /** Keeps what it hears. */
  private static final class Heard implements ServerListener {
    private final BlockingQueue<Raised> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> apps = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> threads = new LinkedBlockingQueue<>();

    @Override
    public void happened(String appId, Raised event, Instant at) {
      apps.add(appId);
      threads.add(Thread.currentThread().getName());
      events.add(event);
    }

    Raised next() throws InterruptedException {
      Raised event = events.poll(20, TimeUnit.SECONDS);
      assertThat(event).isNotNull();
      return event;
    }
  }

  @Test
  @Tag("THR-65")
  void givenAListenerThatMeetsAnErrorOfTheJvm_theServerSaysThatItCannotGoOn() throws Exception {
    ServerListener failing =
        (appId, event, at) -> {
          throw new OutOfMemoryError("made up");
        };
    try (TestServer server = TestServer.withParts(1, parts -> parts.listener(failing))) {
      server.signedIn("ada");

      assertThat(server.server().broken().toCompletableFuture().get(10, TimeUnit.SECONDS))
          .contains("a listener");
    }
  }

  @Test
  @Tag("USR-063")
  void givenAnAppWithoutWebhooks_allThatHappensInItIsHeardInOrder() throws Exception {
    Heard heard = new Heard();
    try (TestServer server =
        TestServer.withParts(
            1, parts -> parts.listener(heard), "subscription_count: {broadcast: true}")) {
      long now = server.clock().instant().toEpochMilli();
      TestConnection ada = server.signedIn("ada");
      assertThat(heard.next()).isEqualTo(new UserOnline("ada", now));
      Session session = new Session("ada", ada.socketId(), Optional.empty(), Optional.empty());
      assertThat(heard.next()).isEqualTo(new SessionStarted(session, now));
      ada.subscribe("cache-a");
      assertThat(heard.next()).isEqualTo(new ChannelOccupied("cache-a"));
      assertThat(heard.next()).isEqualTo(new CacheMiss("cache-a"));
      assertThat(heard.next()).isEqualTo(new SubscriptionCount("cache-a", 1));
      ada.unsubscribe("cache-a");
      assertThat(heard.next()).isEqualTo(new SubscriptionCount("cache-a", 0));
      assertThat(heard.next()).isEqualTo(new ChannelVacated("cache-a"));

      ada.subscribePrivate("presence-a");
      assertThat(heard.next()).isEqualTo(new ChannelOccupied("presence-a"));
      assertThat(heard.next()).isEqualTo(new MemberAdded("presence-a", "ada"));
      ada.send("{\"event\":\"client-e\",\"channel\":\"presence-a\",\"data\":\"hi\"}");
      assertThat(heard.next())
          .isEqualTo(
              new ClientEvent(
                  "presence-a",
                  "client-e",
                  Optional.of("hi"),
                  Optional.of(ada.socketId()),
                  Optional.of("ada")));
      ada.client().close();
      assertThat(heard.next()).isEqualTo(new MemberRemoved("presence-a", "ada"));
      assertThat(heard.next()).isEqualTo(new ChannelVacated("presence-a"));
      assertThat(heard.next()).isEqualTo(new SessionEnded(session, now, 1006));
      assertThat(heard.next()).isEqualTo(new UserOffline("ada", now, OptionalLong.empty()));
      assertThat(heard.apps).containsOnly("1");
      assertThat(heard.threads).containsOnly("belfry-listener");
    }
  }

  @Test
  void givenAListenerThatFails_itIsToldOnAndSoAreOthers() throws Exception {
    Heard heard = new Heard();
    Heard also = new Heard();
    ServerListener failing =
        (app, event, at) -> {
          also.happened(app, event, at);
          throw new IllegalStateException("no database");
        };
    try (LogTap log = LogTap.on("io.belfry.server.hook.ServerListener", Level.ERROR);
        TestServer server =
            TestServer.withParts(1, parts -> parts.listener(failing).listener(heard))) {
      TestConnection ada = server.connect();
      ada.subscribe("a");
      ada.subscribe("b");
      assertThat(also.next()).isEqualTo(new ChannelOccupied("a"));
      assertThat(also.next()).isEqualTo(new ChannelOccupied("b"));
      assertThat(heard.next()).isEqualTo(new ChannelOccupied("a"));
      assertThat(log.next()).startsWith("A listener has failed");
      assertThat(log.isQuiet()).isTrue();
    }
  }

  @Test
  void givenAListenerThatNeverReturns_theServerClosesAllTheSame() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    ServerListener hanging =
        (app, event, at) -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            ended.countDown();
          }
        };
    try (TestServer server = TestServer.withParts(1, parts -> parts.listener(hanging))) {
      TestConnection ada = server.connect();
      ada.subscribe("a");
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
  }
}
