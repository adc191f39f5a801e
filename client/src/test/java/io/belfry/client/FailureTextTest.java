package io.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.client.connection.ConnectionFailureException;
import io.belfry.client.connection.ConnectionState;
import io.belfry.client.util.HttpChannelAuthorizer;
import io.belfry.client.util.HttpUserAuthenticator;
import io.belfry.testkit.HttpEndpoint;
import io.belfry.testkit.HttpEndpoint.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of connections and calls that fail, by real sockets. */
@Tag("CL-026")
class FailureTextTest {
  private static final String LOOPBACK = "127.0.0.1";

  /** Something at a port that answers everybody the same bytes. */
  private static final class Oddity implements AutoCloseable {
    private final ServerSocket door;

    Oddity(String answer) {
      try {
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Thread thread = new Thread(() -> serve(answer.getBytes(StandardCharsets.ISO_8859_1)));
      thread.setDaemon(true);
      thread.start();
    }

    private void serve(byte[] answer) {
      while (!door.isClosed()) {
        try (Socket guest = door.accept()) {
          assertThat(guest.getInputStream().read(new byte[8192])).isPositive();
          guest.getOutputStream().write(answer);
          guest.shutdownOutput();
          guest.getInputStream().readAllBytes();
        } catch (IOException e) {
          // The guest is gone, or the door is shut.
        }
      }
    }

    int port() {
      return door.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      door.close();
    }
  }

  private static int closedPort() throws IOException {
    try (ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      return door.getLocalPort();
    }
  }

  private static Recorder refused(PusherOptions options) {
    Recorder recorder = new Recorder();
    try (Pusher pusher = new Pusher("app-key", options.setMaxReconnectionAttempts(0))) {
      pusher.connect(recorder, ConnectionState.ALL);
      recorder.await("error null ConnectionFailureException");
    }
    assertThat(recorder.lastMessage()).doesNotContain("app-key");
    return recorder;
  }

  private static PusherOptions plain(int port) {
    return new PusherOptions().setHost(LOOPBACK).setWsPort(port).setUseTLS(false);
  }

  @Test
  void givenAClosedPort_addressAndReasonAreTold() throws IOException {
    int port = closedPort();

    assertThat(refused(plain(port).setPath("/live")).lastMessage())
        .startsWith("No connection to ws://127.0.0.1:" + port + "/live: connection refused");
    assertThat(refused(plain(1).setUseTLS(true).setWssPort(port)).lastMessage())
        .startsWith("No connection to wss://127.0.0.1:" + port + ": connection refused");
  }

  @Test
  void givenAnUnknownHost_itIsToldAsSuch() {
    Recorder recorder = refused(plain(6001).setHost("no-such-host.invalid"));

    assertThat(recorder.lastMessage())
        .startsWith("No connection to ws://no-such-host.invalid:6001: unknown host");
    assertThat(recorder.lastFailure()).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void givenAProxyThatIsNotThere_itIsNamedToo() throws IOException {
    int port = closedPort();
    Proxy proxy = new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(LOOPBACK, port));

    assertThat(refused(plain(6001).setProxy(proxy)).lastMessage())
        .startsWith(
            "No connection to ws://127.0.0.1:6001 (through the proxy 127.0.0.1:"
                + port
                + "): connection refused");
  }

  @ParameterizedTest
  @CsvSource({
    "200, ''",
    "301, redirect",
    "308, redirect",
    "400, Upgrade",
    "401, ''",
    "403, ''",
    "404, setPath",
    "407, proxy",
    "426, Upgrade",
    "500, ''",
    "502, proxy",
    "503, proxy",
    "504, proxy"
  })
  void givenAnotherStatusThanTheUpgrade_itIsToldWithAHint(int status, String hint)
      throws IOException {
    String answer = "HTTP/1.1 " + status + " Whatever\r\nContent-Length: 0\r\n\r\n";
    try (Oddity server = new Oddity(answer)) {
      Recorder recorder = refused(plain(server.port()));

      assertThat(recorder.lastMessage())
          .startsWith("No connection to ws://127.0.0.1:" + server.port() + ": ")
          .contains("HTTP " + status, hint);
      assertThat(recorder.lastFailure())
          .isInstanceOfSatisfying(
              ConnectionFailureException.class, e -> assertThat(e.status()).hasValue(status));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SSH-2.0-x\r\n",
        "\u0015\u0003\u0001\u0000\u0002\u0002(",
        "HTTP/1.1 101 x\r\n\r\n"
      })
  void givenWhatSpeaksSomethingElse_theAddressAndWhatItLooksLikeAreTold(String answer)
      throws IOException {
    try (Oddity server = new Oddity(answer)) {
      assertThat(refused(plain(server.port())).lastMessage())
          .startsWith("No connection to ws://127.0.0.1:" + server.port() + ": ")
          .containsAnyOf("ended the connection", "does not speak", "not that of a WebSocket");
    }
  }

  @Test
  void givenTlsToAPortThatSpeaksNone_itIsToldSo() throws IOException {
    try (Oddity server = new Oddity("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      PusherOptions options = new PusherOptions().setHost(LOOPBACK).setWssPort(server.port());

      assertThat(refused(options).lastMessage())
          .startsWith("No connection to wss://127.0.0.1:" + server.port() + ": TLS failed");
    }
  }

  @Test
  void givenAnEndpointThatAnswersAnotherStatus_itsPortIsTold() {
    try (HttpEndpoint endpoint = HttpEndpoint.start(request -> new Answer(500, "a stack trace"))) {
      String url = endpoint.url();

      assertThatThrownBy(() -> new HttpUserAuthenticator(url + "?token=hush").authenticate("1.1"))
          .hasMessage("The auth endpoint " + url + " answered 500. Expected 200.");
      assertThatThrownBy(() -> new HttpChannelAuthorizer(url).authorize("private-a", "1.1"))
          .hasMessage("The auth endpoint " + url + " answered 500. Expected 200.");
    }
  }

  @Test
  void givenAnEndpointThatIsNotThere_addressAndReasonAreTold() throws IOException {
    String url = "http://127.0.0.1:" + closedPort() + "/auth";

    assertThatThrownBy(() -> new HttpUserAuthenticator(url).authenticate("1.1"))
        .hasMessageStartingWith(
            "The auth endpoint " + url + " could not be asked: connection refused");
    assertThatThrownBy(
            () -> new HttpUserAuthenticator("http://no-such-host.invalid/a").authenticate("1.1"))
        .hasMessageContaining("unknown host");
    assertThat(new HttpUserAuthenticator(url + "?token=hush"))
        .hasToString("HttpUserAuthenticator[" + url + "]");
  }

  @Test
  void givenAProviderOfABrokenHeader_itsValueIsNotTold() {
    HttpUserAuthenticator authenticator = new HttpUserAuthenticator("http://127.0.0.1:1/auth");
    authenticator.setHeadersProvider(() -> Map.of("Authorization", "Bearer hush\n"));

    assertThatThrownBy(() -> authenticator.authenticate("1.1"))
        .hasMessageContaining("Authorization")
        .hasNoCause()
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
    assertThatThrownBy(() -> authenticator.setHeaders(Map.of("Cookie", "hush\r\n")))
        .hasMessageContaining("Cookie")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
  }
}
