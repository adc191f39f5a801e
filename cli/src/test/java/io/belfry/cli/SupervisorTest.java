package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd is told, through a real datagram socket. */
@SuppressWarnings("NullAway.Init") // JUnit sets the field
class SupervisorTest {
  private static final int ROOM = 512;
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, drain_seconds: 1}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: 0123456789abcdef0123456789abcdef}]
      """;

  @TempDir private Path folder;
  private Socket receiver;

  @BeforeEach
  void listen() throws IOException {
    Epoll.ensureAvailability();
    receiver = Socket.newSocketDomainDgram();
    receiver.bind(new DomainSocketAddress(folder.resolve("notify").toString()));
  }

  @AfterEach
  void close() throws IOException {
    receiver.close();
  }

  /** What has come; a datagram is there when its sender returns. */
  private String heard() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(ROOM);
    byte[] bytes = new byte[receiver.recv(buffer, 0, ROOM)];
    buffer.get(0, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void givenASupervisorThatWaits_itIsToldOfTheStartAndOfTheTimeThatTheEndTakes() throws Exception {
    String config = Files.writeString(folder.resolve("belfry.yaml"), CONFIG).toString();
    Map<String, String> variables = Map.of("NOTIFY_SOCKET", folder.resolve("notify").toString());
    try (BelfryProcess served = BelfryProcess.start(variables, "serve", "--config", config)) {
      served.line();
      assertThat(heard()).isEqualTo("READY=1\nSTATUS=serves clients");

      served.signal("TERM");

      assertThat(served.exitCode()).isZero();
      assertThat(heard())
          .startsWith("STOPPING=1\n")
          .endsWith("EXTEND_TIMEOUT_USEC=" + Duration.ofSeconds(31).toMillis() * 1000);
    }
  }

  @Test
  void givenASocketThatIsNotThere_theServerGoesOnAndSaysSo() throws Exception {
    String config = Files.writeString(folder.resolve("belfry.yaml"), CONFIG).toString();
    Map<String, String> variables = Map.of("NOTIFY_SOCKET", folder.resolve("none").toString());
    try (BelfryProcess served = BelfryProcess.start(variables, "serve", "--config", config)) {
      assertThat(served.line()).contains("listens on");
      assertThat(served.errorLine()).contains("note: the supervisor could not be told at");
    }
  }
}
