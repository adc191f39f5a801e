package io.belfry.server.webhook.post;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.belfry.server.LogTap;
import io.belfry.server.SelfSigned;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.webhook.post.Poster.Cause;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiverTlsTest {
  private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";

  private static final byte[] ADDRESS = {(byte) 192, 0, 9, 1};

  @TempDir private static Path one;
  @TempDir private static Path two;
  private static SelfSigned certificate;
  private static SelfSigned another;

  private final HttpPoster poster = Attempts.poster();

  @BeforeAll
  static void make() throws Exception {
    certificate = SelfSigned.in(one);
    certificate.writeTo(one.resolve("ca.pem"));
    another = SelfSigned.in(two);
  }

  @AfterEach
  void end() {
    poster.close();
  }

  @Test
  @Tag("HOOK-090")
  @Tag("HOOK-091")
  void givenACertificateThatNobodySigned_onlyItsFileMakesItTrusted() throws Exception {
    try (RawReceiver receiver = receiver(certificate)) {
      WebhookEndpoint trusting = endpoint("https://localhost:" + receiver.port() + "/");
      WebhookEndpoint plain = Attempts.endpoint(trusting.url().toString()).build();

      assertThat(cause(poster, plain)).isEqualTo(Cause.TLS_FAILED);
      assertThat(cause(poster, trusting)).isEqualTo(Cause.DELIVERED);
      assertThat(receiver.next().head()).startsWith("POST / HTTP/1.1");
      // The connection that is open now was not checked for this one.
      assertThat(cause(poster, plain)).isEqualTo(Cause.TLS_FAILED);
    }
  }

  @Test
  @Tag("HOOK-091")
  void givenACertificateOfAnotherHost_itIsRefused() throws Exception {
    JudgedAddresses.Names names = host -> new InetAddress[] {InetAddress.getLoopbackAddress()};
    try (RawReceiver receiver = receiver(certificate);
        HttpPoster elsewhere = Attempts.poster(names)) {
      assertThat(cause(elsewhere, endpoint("https://hooks.test:" + receiver.port() + "/")))
          .isEqualTo(Cause.TLS_FAILED);
    }
  }

  @Test
  @Tag("HOOK-091")
  void givenAFileThatChanges_theNewOneHolds() throws Exception {
    Path file = two.resolve("ca.pem");
    certificate.writeTo(file);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    try (RawReceiver receiver = receiver(another)) {
      WebhookEndpoint endpoint = endpoint("https://localhost:" + receiver.port() + "/", file);
      assertThat(cause(poster, endpoint)).isEqualTo(Cause.TLS_FAILED);

      another.writeTo(file);

      assertThat(cause(poster, endpoint)).isEqualTo(Cause.DELIVERED);
      Files.delete(file);
      assertThat(cause(poster, endpoint)).isEqualTo(Cause.TLS_FAILED);
    }
  }

  @Test
  @Tag("HOOK-067")
  void givenAHandshakeThatHangs_itIsOverInTime() {
    try (RawReceiver receiver = RawReceiver.start(RawReceiver.Connection::readToEnd)) {
      assertThat(cause(poster, Attempts.impatient("https://127.0.0.1:" + receiver.port() + "/")))
          .isEqualTo(Cause.TIMED_OUT);
      receiver.nextEnded();
    }
  }

  @Test
  void givenAReceiverWithoutTls_itFails() {
    try (RawReceiver receiver =
        RawReceiver.start(connection -> connection.write("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
      assertThat(
              cause(
                  poster, Attempts.endpoint("https://127.0.0.1:" + receiver.port() + "/").build()))
          .isEqualTo(Cause.TLS_FAILED);
    }
  }

  @Test
  @Tag("HOOK-096")
  void givenAProxy_aReceiverWithTlsIsReachedThroughATunnel() throws Exception {
    try (RawReceiver receiver = receiver(certificate);
        RawReceiver proxy =
            RawReceiver.start(
                connection -> {
                  connection.readRequest();
                  connection.write("HTTP/1.1 200 Connection established\r\n\r\n");
                  connection.relayTo(receiver.port());
                });
        HttpPoster through = through(proxy)) {
      WebhookEndpoint endpoint = endpoint("https://localhost:" + receiver.port() + "/hooks?x=1");

      assertThat(cause(through, endpoint)).isEqualTo(Cause.DELIVERED);
      assertThat(cause(through, endpoint)).isEqualTo(Cause.DELIVERED);
      RawReceiver.Request asked = proxy.next();
      assertThat(asked.head())
          .startsWith("CONNECT localhost:" + receiver.port() + " HTTP/1.1\r\n")
          .doesNotContain("hooks", "X-Pusher", "Belfry");
      assertThat(receiver.next().head()).startsWith("POST /hooks?x=1 HTTP/1.1");
      assertThat(proxy.connections()).isEqualTo(1);
    }
  }

  @Test
  @Tag("HOOK-093")
  @Tag("HOOK-096")
  void givenAProxyAndAnAppOfAnother_theTunnelGoesToTheJudgedAddressAndTheRestNamesTheHost()
      throws Exception {
    JudgedAddresses.Names names =
        host -> new InetAddress[] {InetAddress.getByAddress(host, ADDRESS)};
    try (RawReceiver receiver = receiver(certificate);
        RawReceiver proxy =
            RawReceiver.start(
                connection -> {
                  connection.readRequest();
                  connection.write("HTTP/1.1 200 Connection established\r\n\r\n");
                  connection.relayTo(receiver.port());
                });
        HttpPoster through =
            new HttpPoster(
                new HttpPoster.Reach(
                    Optional.of(URI.create("http://127.0.0.1:" + proxy.port())),
                    new TargetPolicy(List.of()),
                    Attempts.besides("127.0.0.1", names)),
                InstantSource.system())) {
      WebhookEndpoint endpoint = endpoint("https://localhost/hooks?x=1");

      assertThat(Attempts.outcome(through, Attempts.attempt(endpoint, Attempts.BODY, false)))
          .isEqualTo(Attempts.outcome(through, Attempts.attempt(endpoint, Attempts.BODY, false)))
          .extracting(Poster.Outcome::cause)
          .isEqualTo(Cause.DELIVERED);
      assertThat(proxy.next().head()).startsWith("CONNECT 192.0.9.1:443 HTTP/1.1\r\n");
      assertThat(proxy.connections()).isEqualTo(1);
      RawReceiver.Request request = receiver.next();
      assertThat(request.head()).startsWith("POST /hooks?x=1 HTTP/1.1");
      assertThat(request.field("Host")).isEqualTo("localhost");
      WebhookEndpoint other = endpoint("https://elsewhere.test/");
      assertThat(Attempts.outcome(through, Attempts.attempt(other, Attempts.BODY, false)).cause())
          .isEqualTo(Cause.TLS_FAILED);
    }
  }

  @Test
  @Tag("HOOK-091")
  void givenOneFileInManySpellings_theyShareAConnection() throws Exception {
    try (RawReceiver receiver = receiver(certificate)) {
      String url = "https://localhost:" + receiver.port() + "/";
      for (String spelling : List.of("ca.pem", "./ca.pem", "././ca.pem")) {
        assertThat(cause(poster, endpoint(url, Path.of(one + "/" + spelling))))
            .isEqualTo(Cause.DELIVERED);
      }
      assertThat(receiver.connections()).isEqualTo(1);
    }
  }

  @Test
  @Tag("HOOK-091")
  void givenMoreFilesThanClients_whatIsUnderWayIsNotBrokenOff() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (RawReceiver slow =
            RawReceiver.start(
                connection -> {
                  connection.readRequest();
                  await(gate);
                  connection.write(NO_CONTENT);
                });
        RawReceiver quick = RawReceiver.start(RawReceiver.always(NO_CONTENT))) {
      CompletableFuture<Poster.Outcome> first =
          poster
              .post(Attempts.attempt(Attempts.endpoint(slow.url()).build()))
              .toCompletableFuture();
      slow.next();
      for (int i = 0; i < 65; i++) {
        Path file = two.resolve("ca-" + i + ".pem");
        certificate.writeTo(file);
        assertThat(cause(poster, endpoint(quick.url(), file))).isEqualTo(Cause.DELIVERED);
      }
      gate.countDown();
      assertThat(first.join().cause()).isEqualTo(Cause.DELIVERED);
    }
  }

  private static void await(CountDownLatch gate) {
    try {
      assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 299, 403, 407, 410, 502})
  @Tag("HOOK-096")
  void givenAProxyThatMakesNoTunnel_itsAnswerIsNotTheReceivers(int status) {
    try (RawReceiver proxy =
            RawReceiver.start(
                RawReceiver.always("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n"));
        HttpPoster through = through(proxy)) {
      assertThat(cause(through, Attempts.endpoint("https://hooks.test/").build()))
          .isEqualTo(Cause.CONNECT_FAILED);
    }
  }

  @Test
  @Tag("HOOK-094")
  void givenFailures_theLogShowsNeitherPathNorQueryNorFieldsNorSecret() throws Exception {
    try (RawReceiver receiver = receiver(certificate);
        LogTap log = LogTap.on("io.belfry", Level.TRACE)) {
      String url = "https://localhost:" + receiver.port() + "/p4th?token=t0p";
      WebhookEndpoint endpoint =
          Attempts.endpoint(url).header("Authorization", "Bearer h1dden").build();
      cause(poster, endpoint);

      assertThat(log.next(line -> line.contains("tls_failed")))
          .contains(endpoint.id(), Attempts.DELIVERY.toString())
          .doesNotContain("p4th", "t0p", "h1dden", "7ad3773142a6692b25b8", "c19001ae");
    }
  }

  private static RawReceiver receiver(SelfSigned proof) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(proof.forServer().getKeyManagers(), null, null);
    ServerSocket sockets =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    return RawReceiver.start(sockets, RawReceiver.always(NO_CONTENT));
  }

  private static WebhookEndpoint endpoint(String url) {
    return endpoint(url, one.resolve("ca.pem"));
  }

  private static WebhookEndpoint endpoint(String url, Path ca) {
    return Attempts.endpoint(url).set(WebhookSettings.CA_FILE, Optional.of(ca)).build();
  }

  private static HttpPoster through(RawReceiver proxy) {
    return Attempts.poster(Optional.of(URI.create("http://127.0.0.1:" + proxy.port())));
  }

  private static Cause cause(HttpPoster poster, WebhookEndpoint endpoint) {
    return Attempts.outcome(poster, Attempts.attempt(endpoint)).cause();
  }
}
