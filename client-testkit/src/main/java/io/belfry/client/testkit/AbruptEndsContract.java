package io.belfry.client.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.internal.Transport;
import io.belfry.testkit.Frame;
import io.belfry.testkit.ScriptedServer;
import io.belfry.testkit.ServerSide;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand connections that end without a close frame right behind a message. Every message and
 * every end is told, in this order, and no end twice.
 *
 * <p>Thread: that of the test.
 */
@Tag("CL-029")
public abstract class AbruptEndsContract {
  private static final int TIMES = 250;

  private final List<Heard> all = new ArrayList<>();

  /** The transport under test. */
  protected abstract Transport transport();

  private enum Ending {
    IN_ORDER,
    BY_RESET
  }

  @Test
  void givenAConnectionThatIsEnded_nothingIsMissed() {
    try (ScriptedServer server = ScriptedServer.start()) {
      repeat(server, null, Ending.IN_ORDER);
    }
  }

  @Test
  void givenAConnectionThatIsReset_nothingIsMissed() {
    try (ScriptedServer server = ScriptedServer.start()) {
      repeat(server, null, Ending.BY_RESET);
    }
  }

  @Test
  void givenAnEncryptedConnectionThatIsEnded_nothingIsMissed(@TempDir Path folder) {
    SSLContext tls = SelfSigned.make(folder, "ip:127.0.0.1").context();
    try (ScriptedServer server = ScriptedServer.startTls(tls)) {
      repeat(server, tls, Ending.IN_ORDER);
    }
  }

  @Test
  void givenAnEncryptedConnectionThatIsReset_nothingIsMissed(@TempDir Path folder) {
    SSLContext tls = SelfSigned.make(folder, "ip:127.0.0.1").context();
    try (ScriptedServer server = ScriptedServer.startTls(tls)) {
      repeat(server, tls, Ending.BY_RESET);
    }
  }

  private void repeat(ScriptedServer server, @Nullable SSLContext tls, Ending ending) {
    String scheme = tls == null ? "ws" : "wss";
    URI uri = URI.create(scheme + "://127.0.0.1:" + server.port() + "/app/key");
    Transport.Target target = new Transport.Target(uri, Map.of(), tls, Proxy.NO_PROXY);
    for (int i = 0; i < TIMES; i++) {
      end(server, target, ending, i);
    }
    assertThat(all).allSatisfy(heard -> assertThat(heard.rest()).isEmpty());
  }

  private void end(ScriptedServer server, Transport.Target target, Ending ending, int number) {
    Heard heard = new Heard();
    all.add(heard);
    Transport.Link link = transport().open(target, heard);
    try (ServerSide side = server.accept()) {
      int messages = 1 + number % 3;
      if (number % 2 == 1) {
        // So that the client writes into a connection that ends.
        side.sendFrame(Frame.PING, new byte[] {1});
        link.send("into the void");
      }
      for (int i = 0; i < messages; i++) {
        side.send("message " + i);
      }
      finish(side, ending);
      for (int i = 0; i < messages; i++) {
        assertThat(heard.nextOfSubstance()).isEqualTo("message " + i);
      }
      assertThat(heard.nextOfSubstance()).matches("(?s)failed.*|ended 1006 .*");
      link.abort();
    }
  }

  private static void finish(ServerSide side, Ending ending) {
    if (ending == Ending.BY_RESET) {
      side.reset();
    } else {
      side.close();
    }
  }
}
