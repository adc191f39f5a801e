package io.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.connection.ConnectionState;
import io.belfry.testkit.ServerSide;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections through proxies, which are sockets that this test writes byte for byte. */
class ProxyTest {
  /** A proxy for one connection: reads a request, answers, and passes on where it is told to. */
  private static final class OneProxy implements AutoCloseable {
    private final ServerSocket door;
    private final CompletableFuture<String> request = new CompletableFuture<>();

    private interface Greeting {
      /** What was asked; null if there is nothing to pass on. */
      String take(Socket client) throws IOException;
    }

    OneProxy(Greeting greeting, int target) {
      try {
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      start(() -> serve(greeting, target));
    }

    private static void start(Runnable task) {
      Thread thread = new Thread(task);
      thread.setDaemon(true);
      thread.start();
    }

    private void serve(Greeting greeting, int target) {
      try (Socket client = door.accept()) {
        request.complete(greeting.take(client));
        if (target == 0) {
          client.shutdownOutput();
          client.getInputStream().readAllBytes();
          return;
        }
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
          start(() -> pass(server, client));
          pass(client, server);
        }
      } catch (IOException e) {
        request.completeExceptionally(e);
      }
    }

    private static void pass(Socket from, Socket to) {
      try {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException e) {
        // Either side may end it.
        return;
      }
    }

    String request() throws Exception {
      return request.get(10, TimeUnit.SECONDS);
    }

    Proxy as(Proxy.Type type) {
      return new Proxy(type, InetSocketAddress.createUnresolved("127.0.0.1", door.getLocalPort()));
    }

    @Override
    public void close() throws IOException {
      door.close();
    }
  }

  private static String connect(Socket client, String answer) throws IOException {
    StringBuilder head = new StringBuilder();
    InputStream in = client.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    return head.toString();
  }

  private static String socks(Socket client, String answer) throws IOException {
    InputStream in = client.getInputStream();
    in.readNBytes(in.readNBytes(2)[1]);
    client.getOutputStream().write(new byte[] {5, 0});
    byte[] head = in.readNBytes(4);
    int length = head[3] == 3 ? in.read() : 4;
    byte[] host = in.readNBytes(length);
    in.readNBytes(2);
    client.getOutputStream().write(HexFormat.of().parseHex(answer));
    return head[3] == 3
        ? new String(host, StandardCharsets.US_ASCII)
        : InetAddress.getByAddress(host).getHostAddress();
  }

  @Test
  void givenAnHttpProxy_theConnectionGoesThroughIt() throws Exception {
    try (Scene target = Scene.open();
        OneProxy proxy =
            new OneProxy(
                client -> connect(client, "HTTP/1.1 200 Connection established\r\n\r\n"),
                target.server().port());
        Pusher pusher =
            new Pusher(
                "key",
                new PusherOptions()
                    .setHost("server.invalid")
                    .setWsPort(6001)
                    .setUseTLS(false)
                    .setHeaders(Map.of("Proxy-Authorization", "Basic eDp5", "X-Own", "1"))
                    .setProxy(proxy.as(Proxy.Type.HTTP)))) {
      pusher.connect(target.recorder(), ConnectionState.CONNECTED);
      ServerSide side = target.greet("1.1");

      assertThat(proxy.request())
          .startsWith("CONNECT server.invalid:6001 HTTP/1.1\r\nHost: server.invalid:6001\r\n")
          .contains("Proxy-Authorization: Basic eDp5\r\n")
          .doesNotContain("X-Own");
      assertThat(side.header("X-Own")).isEqualTo("1");
      assertThat(side.header("Proxy-Authorization")).isEmpty();
    }
  }

  @Test
  void givenASocksProxy_theNameIsItsToResolve() throws Exception {
    try (Scene target = Scene.open();
        OneProxy proxy =
            new OneProxy(client -> socks(client, "05000001000000000000"), target.server().port());
        Pusher pusher =
            new Pusher(
                "key",
                new PusherOptions()
                    .setHost("server.invalid")
                    .setWsPort(6001)
                    .setUseTLS(false)
                    .setProxy(proxy.as(Proxy.Type.SOCKS)))) {
      pusher.connect(target.recorder(), ConnectionState.CONNECTED);
      target.greet("1.1");

      assertThat(proxy.request()).isEqualTo("server.invalid");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "407, the proxy refused with HTTP 407; the proxy wants to know who you are",
    "403, the proxy refused with HTTP 403",
    "502, the proxy refused with HTTP 502"
  })
  @Tag("CL-026")
  void givenAnHttpProxyThatRefuses_itIsToldSo(int status, String words) throws Exception {
    String answer = "HTTP/1.1 " + status + " No\r\n\r\n";
    try (OneProxy proxy = new OneProxy(client -> connect(client, answer), 0)) {
      assertThat(refusal(proxy.as(Proxy.Type.HTTP))).contains("(through the proxy", words);
    }
  }

  @Test
  @Tag("CL-026")
  void givenASocksProxyThatRefuses_itIsToldSo() throws Exception {
    try (OneProxy proxy = new OneProxy(client -> socks(client, "05050001000000000000"), 0)) {
      assertThat(refusal(proxy.as(Proxy.Type.SOCKS)))
          .contains("(through the proxy", "the SOCKS proxy did not connect (");
    }
  }

  private static String refusal(Proxy proxy) {
    Recorder recorder = new Recorder();
    PusherOptions options =
        new PusherOptions()
            .setHost("server.invalid")
            .setUseTLS(false)
            .setMaxReconnectionAttempts(0)
            .setProxy(proxy);
    try (Pusher pusher = new Pusher("key", options)) {
      pusher.connect(recorder);
      recorder.await("error null ConnectionFailureException");
    }
    return recorder.lastMessage();
  }
}
