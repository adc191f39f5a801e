package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.Pusher;
import io.belfry.client.PusherOptions;
import io.belfry.client.channel.ChannelEventListener;
import io.belfry.client.channel.PusherEvent;
import io.belfry.client.connection.ConnectionState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients over TLS that Belfry speaks itself; the app takes no others. */
@Tag("browser")
@Tag("THR-32")
@Tag("WS-010")
@ExtendWith(ChromiumOfTheRun.class)
class TlsClientsTest {
  private static final String TRUST = "javax.net.ssl.trustStore";
  private static final String PASSWORD = "changeit";

  @TempDir static Path folder;

  private static SelfSigned certificate;

  private final Chromium chromium;

  TlsClientsTest(Chromium chromium) {
    this.chromium = chromium;
  }

  @BeforeAll
  static void makeCertificate() throws Exception {
    certificate = SelfSigned.in(folder);
  }

  private static Belfry start() {
    return Belfry.startWithTls(certificate, "require_tls: true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws", "xhr_streaming", "xhr_polling"})
  void givenPusherJsThatForcesTls_signinAndEventsWorkOverIt(String transport) {
    try (Scene scene = new Scene(chromium, start())) {
      int port = scene.belfry().tlsPort();
      String where =
          "forceTLS: true, wssPort: %1$d, httpHost: '127.0.0.1', httpsPort: %1$d".formatted(port);
      Tab alice =
          scene.tab("alice").connect("enabledTransports: ['" + transport + "']", where).signin();
      alice.join("private-room");

      scene.belfry().backend().trigger("private-room", "hello", "{\"to\":\"all\"}");
      assertThat(alice.next("private-room:hello")).isEqualTo("{\"to\":\"all\"}");
      scene.belfry().backend().sendToUser("alice", "paid", "{\"sum\":1}");
      assertThat(alice.next("user:paid")).isEqualTo("{\"sum\":1}");
    }
  }

  @Test
  void givenPusherJsWithoutTls_itComesBackOverIt() {
    try (Scene scene = new Scene(chromium, start())) {
      Tab alice =
          scene
              .tab("alice")
              .connect("wssPort: " + scene.belfry().tlsPort(), "enabledTransports: ['ws', 'wss']");

      assertThat(alice.state()).isEqualTo("connected");
      assertThat(alice.evaluate("pusher.connection.usingTLS")).isEqualTo(true);
    }
  }

  @Test
  void givenTheOfficialJavaClient_eventsComeOverTls() throws Exception {
    Path store = folder.resolve("trust.p12");
    try (var out = Files.newOutputStream(store)) {
      certificate.trusted().store(out, PASSWORD.toCharArray());
    }
    // What else this process makes keeps the trust of the machine.
    SSLContext unused = SSLContext.getDefault();
    System.setProperty(TRUST, store.toString());
    System.setProperty(TRUST + "Password", PASSWORD);
    try (Belfry belfry = start();
        TestApp app = new TestApp(belfry.backend());
        OfficialJavaClient client =
            OfficialJavaClient.overTls(Belfry.KEY, belfry.tlsPort(), app, "ada")) {
      client.connect().join("news", "headline");
      belfry.backend().trigger("news", "headline", "1");

      assertThat(client.nextEvent("headline")).isEqualTo("1");
    } finally {
      System.clearProperty(TRUST);
      System.clearProperty(TRUST + "Password");
    }
  }

  @Test
  void givenOurJavaClient_eventsComeOverTls() throws Exception {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    try (Belfry belfry = start()) {
      Pusher pusher =
          new Pusher(
              Belfry.KEY,
              new PusherOptions()
                  .setHost("127.0.0.1")
                  .setWssPort(belfry.tlsPort())
                  .setSslContext(certificate.trusting()));
      pusher.connect(change -> {}, ConnectionState.ALL);
      pusher.subscribe(
          "news",
          new ChannelEventListener() {
            @Override
            public void onSubscriptionSucceeded(String channel) {
              told.add("joined");
            }

            @Override
            public void onEvent(PusherEvent event) {
              told.add(event.getData());
            }
          },
          "headline");
      assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("joined");
      belfry.backend().trigger("news", "headline", "1");
      assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("1");
      pusher.disconnect();
    }
  }
}
