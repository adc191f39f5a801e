package io.belfry.client.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.internal.Transport;
import io.belfry.testkit.Frame;
import io.belfry.testkit.ScriptedServer;
import io.belfry.testkit.ServerSide;
import java.io.UncheckedIOException;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every transport has to do, whichever library it opens its WebSockets with.
 *
 * <p>Thread: that of the test.
 */
public abstract class TransportContract {
  private static final int FIRST_PART = 0x01;
  private static final int LAST_PART = 0x80;

  @AutoClose private final ScriptedServer server = ScriptedServer.start();
  private final Heard heard = new Heard();

  /** The transport under test. */
  protected abstract Transport transport();

  /** How a transport asks for a sign of life, and whether it shows those of the other side. */
  protected enum Pings {
    /** Frames, both ways. */
    AS_FRAMES,
    /** It answers them, but they stay inside of the library; ours go as a message. */
    AS_MESSAGES
  }

  /** How this one does. */
  protected Pings pings() {
    return Pings.AS_FRAMES;
  }

  private Transport.Link open() {
    return open("/app/key?protocol=7");
  }

  private Transport.Link open(String target) {
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + target);
    return transport()
        .open(new Transport.Target(uri, Map.of("X-Tenant", "blue"), null, Proxy.NO_PROXY), heard);
  }

  @Test
  void givenATarget_itAsksForPathAndQueryWithTheHeaders() {
    Transport.Link link = open("/realtime/app/key?protocol=7&version=1.0%20x");
    try (ServerSide side = server.accept()) {
      assertThat(side.target()).isEqualTo("/realtime/app/key?protocol=7&version=1.0%20x");
      assertThat(side.header("X-Tenant")).isEqualTo("blue");
      link.abort();
    }
  }

  @Test
  void givenTexts_theyArriveBothWaysWholeAndInOrder() {
    Transport.Link link = open();
    link.send("before it is open");
    try (ServerSide side = server.accept()) {
      link.send("grüße \uD83D\uDE00");
      link.send("x".repeat(10_000));
      assertThat(side.next()).isEqualTo("before it is open");
      assertThat(side.next()).isEqualTo("grüße \uD83D\uDE00");
      assertThat(side.next()).hasSize(10_000);
      side.send("{}");
      side.send("y".repeat(100_000));
      sendParts(side, "one ", "message");

      assertThat(heard.next()).isEqualTo("{}");
      assertThat(heard.next()).hasSize(100_000);
      assertThat(heard.nextOfSubstance()).isEqualTo("one message");
      link.abort();
    }
  }

  private static void sendParts(ServerSide side, String first, String last) {
    byte[] head = first.getBytes(StandardCharsets.US_ASCII);
    byte[] tail = last.getBytes(StandardCharsets.US_ASCII);
    side.sendBytes(new byte[] {FIRST_PART, (byte) head.length});
    side.sendBytes(head);
    side.sendBytes(new byte[] {(byte) LAST_PART, (byte) tail.length});
    side.sendBytes(tail);
  }

  @Test
  void givenAHearerThatProceeds_anyNumberOfMessagesArrives() {
    Transport.Link link = open();
    try (ServerSide side = server.accept()) {
      for (int i = 0; i < 1_000; i++) {
        side.send("" + i);
        assertThat(heard.next()).isEqualTo("" + i);
        link.proceed();
      }
      link.abort();
    }
  }

  @Test
  void givenAPingOfTheServer_itIsAnsweredAndASignOfLife() {
    Transport.Link link = open();
    try (ServerSide side = server.accept()) {
      side.sendFrame(Frame.PING, new byte[] {1, 2});

      Frame answer = side.nextFrame();
      assertThat(answer.opcode()).isEqualTo(Frame.PONG);
      assertThat(answer.payload()).containsExactly(1, 2);
      if (pings() == Pings.AS_FRAMES) {
        assertThat(heard.next()).isEqualTo("activity");
      }
      link.abort();
    }
  }

  @Test
  void givenAPingOfOurs_theAnswerIsASignOfLife() {
    Transport.Link link = open();
    try (ServerSide side = server.accept()) {
      link.ping();
      Frame ping = side.nextFrame();
      if (pings() == Pings.AS_FRAMES) {
        assertThat(ping.opcode()).isEqualTo(Frame.PING);
        side.sendFrame(Frame.PONG, ping.payload());
        assertThat(heard.next()).isEqualTo("activity");
      } else {
        assertThat(ping.text()).isEqualTo("{\"event\":\"pusher:ping\",\"data\":{}}");
      }
      link.abort();
    }
  }

  @Test
  void givenABinaryMessage_itIsPassedOver() {
    Transport.Link link = open();
    try (ServerSide side = server.accept()) {
      side.sendFrame(Frame.BINARY, new byte[] {1, 2, 3});
      side.send("text");

      assertThat(heard.nextOfSubstance()).isEqualTo("text");
      link.abort();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 4009, 4200})
  void givenACloseOfTheServer_itsCodeAndReasonAreTheEnd(int code) {
    Transport.Link link = open();
    try (ServerSide side = server.accept()) {
      side.send("last");
      side.sendClose(code, "words");

      assertThat(heard.next()).isEqualTo("last");
      assertThat(heard.next()).isEqualTo("ended " + code + " words");
      link.abort();
      side.awaitEnd();
      assertThat(heard.rest()).isEmpty();
    }
  }

  @Test
  void givenAnEndWithoutCloseFrame_itIsTold() {
    Transport.Link link = open();
    server.accept().close();

    assertThat(heard.next()).matches("failed.*|ended 1006 .*");
    link.abort();
    assertThat(heard.rest()).isEmpty();
  }

  @Test
  void givenNobodyWhoListens_itFails() {
    server.close();
    Transport.Link link = open();

    assertThat(heard.next()).startsWith("failed");
    link.abort();
  }

  @Test
  void givenARefusedUpgrade_itFails() {
    Transport.Link link = open();
    try (ServerSide side = server.acceptBytes()) {
      side.readHead();
      side.sendBytes(
          "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));

      assertThat(heard.next()).startsWith("failed");
      link.abort();
    }
  }

  @Test
  void givenOurClose_theServerGetsACloseFrame() {
    Transport.Link link = open();
    try (ServerSide side = server.accept()) {
      link.send("last");
      link.close();

      assertThat(side.next()).isEqualTo("last");
      assertThat(side.nextFrame().closeCode()).isEqualTo(1000);
      side.sendClose(1000, "");
      assertThat(heard.next()).isEqualTo("ended 1000 ");
      link.abort();
    }
  }

  @Test
  void givenAnAbort_theConnectionEndsAndNothingFollows() {
    Transport.Link link = open();
    try (ServerSide side = server.accept()) {
      side.send("first");
      assertThat(heard.next()).isEqualTo("first");
      link.abort();
      link.abort();
      side.awaitEnd();

      assertThat(heard.rest()).isEmpty();
    }
  }

  @Test
  void givenAnAbortWhileOpening_theConnectionEndsAndNothingFollows() {
    Transport.Link link = open();
    try (ServerSide side = server.acceptBytes()) {
      link.abort();
      side.awaitEnd();

      assertThat(heard.rest()).isEmpty();
    }
  }

  // Whoever counts before it reads ends the connection while this is being sent.
  private static void sendAsFarAsItGoes(ServerSide side, String message) {
    try {
      side.send(message);
    } catch (UncheckedIOException e) {
      assertThat(e.getCause()).isNotNull();
    }
  }

  @Test
  void givenAMessageOfMoreThanEightMillionCharacters_itFails() {
    Transport.Link link = open();
    try (ServerSide side = server.accept()) {
      sendAsFarAsItGoes(side, "x".repeat((8 << 20) + 1));

      assertThat(heard.next()).startsWith("failed");
      link.abort();
    }
  }

  @Test
  @Tag("CL-031")
  void givenAServerThatTakesNothing_anAbortEndsTheConnection() {
    Transport.Link link = open();
    try (ServerSide side = server.accept()) {
      for (int i = 0; i < 100; i++) {
        link.send("x".repeat(100_000));
      }
      link.close();
      link.abort();
      side.awaitEnd();

      assertThat(heard.rest()).isEmpty();
    }
  }

  @Test
  @Tag("CL-031")
  void givenMoreThanMayWait_itFails() {
    Transport.Link link = open();
    try (ServerSide side = server.accept()) {
      for (int i = 0; i < 400; i++) {
        link.send("x".repeat(100_000));
      }

      assertThat(heard.next()).startsWith("failed");
      link.abort();
      side.awaitEnd();
    }
  }
}
