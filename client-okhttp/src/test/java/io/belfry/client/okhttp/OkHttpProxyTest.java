package io.belfry.client.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.internal.Transport;
import io.belfry.client.testkit.Heard;
import io.belfry.client.testkit.SelfSigned;
import io.belfry.testkit.ScriptedServer;
import io.belfry.testkit.ServerSide;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets of OkHttp through a proxy, which is asked for a tunnel. */
@Tag("CL-026")
class OkHttpProxyTest {
  private static final String CREDENTIALS = "Basic eDp5";

  private final OkHttpClient client = new OkHttpClient();

  @AfterEach
  void end() {
    client.dispatcher().executorService().shutdown();
  }

  /** A proxy that makes tunnels to one port for whoever has these credentials, or for everybody. */
  private static final class Tunnels implements AutoCloseable {
    private final ServerSocket door;
    private final int target;
    private final String credentials;
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    Tunnels(int target, String credentials) throws IOException {
      this.target = target;
      this.credentials = credentials;
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      start(this::accept);
    }

    Proxy proxy() {
      return new Proxy(
          Proxy.Type.HTTP,
          new InetSocketAddress(InetAddress.getLoopbackAddress(), door.getLocalPort()));
    }

    private static void start(Runnable task) {
      Thread thread = new Thread(task, "tunnel");
      thread.setDaemon(true);
      thread.start();
    }

    private void accept() {
      while (!door.isClosed()) {
        try {
          Socket guest = door.accept();
          start(() -> serve(guest));
        } catch (IOException e) {
          return; // the door is shut
        }
      }
    }

    private void serve(Socket guest) {
      try (guest;
          Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
        String head = head(guest.getInputStream());
        requests.add(head);
        boolean isLetIn =
            credentials.isEmpty() || head.contains("\r\nProxy-Authorization: " + credentials);
        String answer =
            isLetIn
                ? "HTTP/1.1 200 OK\r\n\r\n"
                : "HTTP/1.1 407 Who are you?\r\nProxy-Authenticate: Basic realm=\"p\"\r\n"
                    + "Content-Length: 0\r\nConnection: close\r\n\r\n";
        guest.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        if (isLetIn) {
          start(() -> carry(server, guest));
          carry(guest, server);
        }
      } catch (IOException e) {
        // One of the two has gone; the other is closed with it.
      }
    }

    private static String head(InputStream in) throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("The guest left.");
        }
        head.append((char) next);
      }
      return head.toString();
    }

    private static void carry(Socket from, Socket to) {
      try (from;
          to) {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException e) {
        // The other direction has closed both.
      }
    }

    @Override
    public void close() throws IOException {
      door.close();
    }
  }

  private void isReached(Path folder, Map<String, String> headers, String credentials)
      throws Exception {
    SSLContext tls = SelfSigned.make(folder, "ip:127.0.0.1").context();
    try (ScriptedServer server = ScriptedServer.startTls(tls);
        Tunnels tunnels = new Tunnels(server.port(), credentials)) {
      URI uri = URI.create("wss://127.0.0.1:" + server.port() + "/app/key");
      Heard heard = new Heard();
      Transport.Link link =
          new OkHttpTransport(client)
              .open(new Transport.Target(uri, headers, tls, tunnels.proxy()), heard);
      try (ServerSide side = server.accept()) {
        side.send("{}");
        assertThat(heard.next()).isEqualTo("{}");
        assertThat(tunnels.requests.poll(10, TimeUnit.SECONDS))
            .startsWith("CONNECT 127.0.0.1:" + server.port() + " ");
        assertThat(side.header("Proxy-Authorization")).isEmpty();
        assertThat(side.header("X-Own")).isEqualTo(headers.getOrDefault("X-Own", ""));
        link.abort();
      }
    }
  }

  @Test
  void givenAProxy_theConnectionGoesThroughIt(@TempDir Path folder) throws Exception {
    isReached(folder, Map.of("X-Own", "1"), "");
  }

  @Test
  void givenAProxyThatAsksWhoItIs_theServerSeesNoneOfThat(@TempDir Path folder) throws Exception {
    isReached(folder, Map.of("X-Own", "1", "Proxy-Authorization", CREDENTIALS), CREDENTIALS);
  }

  @Test
  void givenCredentialsThatTheProxyRefuses_thatIsToldOnce(@TempDir Path folder) throws Exception {
    SSLContext tls = SelfSigned.make(folder, "ip:127.0.0.1").context();
    try (ScriptedServer server = ScriptedServer.startTls(tls);
        Tunnels tunnels = new Tunnels(server.port(), CREDENTIALS)) {
      URI uri = URI.create("wss://127.0.0.1:" + server.port() + "/app/key");
      Heard heard = new Heard();
      Map<String, String> wrong = Map.of("Proxy-Authorization", "Basic d3Jvbmc=");
      new OkHttpTransport(client)
          .open(new Transport.Target(uri, wrong, tls, tunnels.proxy()), heard);

      assertThat(heard.nextOfSubstance()).startsWith("failed: ").doesNotContain("d3Jvbmc");
      assertThat(heard.rest()).isEmpty();
    }
  }
}
