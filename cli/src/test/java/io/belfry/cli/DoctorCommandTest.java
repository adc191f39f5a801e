package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class DoctorCommandTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void givenAServer_everyStepOfAClientAndABackendIsOk() throws IOException {
    try (ServedApp app = ServedApp.start(folder, "")) {
      Ran ran = app.run("doctor");
      Ran json = app.run("doctor", "--json");

      assertThat(ran.exitCode()).as(ran.toString()).isZero();
      assertThat(ran.out().lines()).allMatch(line -> line.startsWith("ok    "));
      assertThat(ran.out())
          .containsPattern("(?m)^ok +upgrade +the WebSocket opens$")
          .containsPattern("(?m)^ok +handshake +socket \\d+\\.\\d+, activity \\d+ s$")
          .containsPattern("(?m)^ok +sign-in +")
          .containsPattern("(?m)^ok +event +")
          .doesNotContain(ServedApp.SECRET, "\u001b");
      assertThat(json.out()).startsWith("{\"checks\":[{\"name\":\"name\"").hasLineCount(1);
    }
  }

  @Test
  void givenAnAddressAlone_whatNeedsNoSecretIsLookedAt() throws IOException {
    try (ServedApp app = ServedApp.start(folder, "")) {
      Ran bare = Ran.with("doctor", app.server().uri().toString());
      Ran wrong = Ran.with("doctor", app.server().uri().toString(), "--key=other");

      assertThat(bare.exitCode()).as(bare.toString()).isZero();
      assertThat(bare.out()).contains("name an app with --key");
      assertThat(wrong.exitCode()).isEqualTo(1);
      assertThat(wrong.out()).containsPattern("(?m)^fail +handshake +4001");
    }
  }

  @Test
  void givenAWrongSecret_signInFails() throws IOException {
    try (ServedApp app = ServedApp.start(folder, "")) {
      java.nio.file.Files.writeString(folder.resolve("secret"), "another-secret-of-somebody");

      Ran ran = app.run("doctor");

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.out()).containsPattern("(?m)^fail +sign-in").doesNotContain("another-secret");
    }
  }

  @Test
  void givenTlsWhereThereIsNone_itIsSaid() throws IOException {
    try (ServedApp app = ServedApp.start(folder, "")) {
      Ran ran = Ran.with("doctor", "https://127.0.0.1:" + app.server().port());

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.out()).containsPattern("(?m)^fail +tls +what answers does not speak TLS$");
    }
  }

  @Test
  void givenNobody_itIsSaid() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    Ran ran = Ran.with("doctor", "http://127.0.0.1:" + port);
    Ran none = Ran.with("doctor", "nowhere");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out()).contains("nothing answers at port " + port);
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).hasLineCount(1);
  }

  /** What answers to everything, and what is said of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SSH-2.0-OpenSSH_9|fail  health",
        "HTTP/1.1 502 Bad Gateway|502",
        "HTTP/1.1 400 Bad Request|the upgrade is answered 400",
        "HTTP/1.1 426 Upgrade Required|Upgrade and Connection",
        "HTTP/1.1 301 Moved|redirect",
        "HTTP/1.1 101 Switching Protocols|connection"
      })
  void givenAnotherProgram_itIsSaidInWords(String first, String said) throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread answering =
          new Thread(
              () -> {
                while (!isOver.get()) {
                  try (Socket socket = other.accept()) {
                    socket.getInputStream().read(new byte[4096]);
                    socket
                        .getOutputStream()
                        .write(
                            (first + "\r\nContent-Length: 0\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                  } catch (IOException e) {
                    // The next one.
                    isOver.compareAndSet(false, other.isClosed());
                  }
                }
              },
              "other-program");
      answering.start();

      Ran ran = Ran.with("doctor", "http://127.0.0.1:" + other.getLocalPort());
      isOver.set(true);

      assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(1);
      assertThat(ran.out()).contains(said).doesNotContain("Exception");
    }
  }
}
