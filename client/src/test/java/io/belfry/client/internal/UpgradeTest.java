package io.belfry.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.testkit.ScriptedServer;
import io.belfry.testkit.ServerSide;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client takes for a granted WebSocket, and what not. ACCEPT is the answer to its key. */
@Tag("CL-030")
class UpgradeTest {
  private static final String FIRST = "HTTP/1.1 101 Switching Protocols\r\n";
  private static final String UPGRADE = "Upgrade: websocket\r\n";
  private static final String CONNECTION = "Connection: Upgrade\r\n";
  private static final String ACCEPT = "Sec-WebSocket-Accept: ACCEPT\r\n";

  @AutoClose private final ScriptedServer server = ScriptedServer.start();

  private String answerTo(String answer) throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/app/key");
    Transport.Link link =
        new SocketTransport()
            .open(
                new Transport.Target(uri, Map.of(), null, Proxy.NO_PROXY),
                new Transport.Events() {
                  @Override
                  public void text(String message) {
                    heard.complete(message);
                  }

                  @Override
                  public void activity() {}

                  @Override
                  public void ended(int code, String reason) {
                    heard.complete("ended " + code);
                  }

                  @Override
                  public void failed(Throwable cause) {
                    heard.complete("failed " + cause);
                  }
                });
    try (ServerSide side = server.acceptBytes()) {
      side.readHead();
      String accept = accept(side.header("Sec-WebSocket-Key"));
      side.sendBytes(answer.replace("ACCEPT", accept).getBytes(StandardCharsets.ISO_8859_1));
      side.send("granted");
      return heard.get(10, TimeUnit.SECONDS);
    } finally {
      link.abort();
    }
  }

  private static String accept(String key) throws Exception {
    byte[] text =
        (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
    return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        FIRST + UPGRADE + CONNECTION + ACCEPT + "\r\n",
        "HTTP/1.1 101\r\n" + UPGRADE + CONNECTION + ACCEPT + "\r\n",
        FIRST + "upgrade: WebSocket\r\nCONNECTION: keep-alive, UPGRADE\r\n" + ACCEPT + "\r\n",
        FIRST + UPGRADE + "Connection: a\r\n" + CONNECTION + ACCEPT + "\r\n",
        FIRST
            + UPGRADE
            + CONNECTION
            + ACCEPT
            + "Sec-WebSocket-Protocol: pusher-channels-protocol-7\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
            + FIRST
            + UPGRADE
            + CONNECTION
            + ACCEPT
            + "\r\n"
      })
  void givenWhatGrantsAWebSocket_itIsOne(String answer) throws Exception {
    assertThat(answerTo(answer)).isEqualTo("granted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        FIRST + CONNECTION + ACCEPT + "\r\n",
        FIRST + UPGRADE + UPGRADE + CONNECTION + ACCEPT + "\r\n",
        FIRST + "Upgrade: h2c\r\n" + CONNECTION + ACCEPT + "\r\n",
        FIRST + UPGRADE + ACCEPT + "\r\n",
        FIRST + UPGRADE + "Connection: close\r\n" + ACCEPT + "\r\n",
        FIRST + UPGRADE + CONNECTION + "\r\n",
        FIRST + UPGRADE + CONNECTION + "Sec-WebSocket-Accept: x3JJHMbDL1EzLkh9GBhXDw==\r\n\r\n",
        FIRST + UPGRADE + CONNECTION + ACCEPT + ACCEPT + "\r\n",
        FIRST + UPGRADE + CONNECTION + ACCEPT + "Sec-WebSocket-Protocol: chat\r\n\r\n",
        FIRST
            + UPGRADE
            + CONNECTION
            + ACCEPT
            + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
        "HTTP/1.0 101 x\r\n" + UPGRADE + CONNECTION + ACCEPT + "\r\n",
        "HTTP/1.1 200 OK\r\n" + UPGRADE + CONNECTION + ACCEPT + "\r\n"
      })
  void givenWhatGrantsSomethingElse_itIsARefusal(String answer) throws Exception {
    assertThat(answerTo(answer)).contains("UpgradeRefusal");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/2 101 x\r\n\r\n",
        "HTTP/1.1 1o1 x\r\n\r\n",
        FIRST + " folded: x\r\n" + UPGRADE + CONNECTION + ACCEPT + "\r\n",
        FIRST + "Upgrade : websocket\r\n" + CONNECTION + ACCEPT + "\r\n",
        FIRST + "no field\r\n" + UPGRADE + CONNECTION + ACCEPT + "\r\n"
      })
  void givenWhatIsNoHeadOfHttp_itIsNone(String answer) throws Exception {
    assertThat(answerTo(answer)).contains("ProtocolException");
  }

  @Test
  void givenAHeadWithoutEnd_itIsGivenUpAtItsBound() throws Exception {
    String head = FIRST + "X: " + "x".repeat(20_000);

    assertThat(answerTo(head)).contains("longer than 16384 bytes");
  }
}
