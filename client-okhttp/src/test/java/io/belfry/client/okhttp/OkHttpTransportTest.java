package io.belfry.client.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.internal.Transport;
import io.belfry.client.testkit.Heard;
import io.belfry.client.testkit.SelfSigned;
import io.belfry.client.testkit.TransportContract;
import io.belfry.testkit.ScriptedServer;
import io.belfry.testkit.ServerSide;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLContext;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("CL-031")
class OkHttpTransportTest extends TransportContract {
  private final OkHttpClient client = new OkHttpClient();

  @AfterEach
  void end() {
    client.dispatcher().executorService().shutdown();
  }

  @Override
  protected Transport transport() {
    return new OkHttpTransport(client);
  }

  @Test
  void givenAnSslContext_itSaysWhomToTrust(@TempDir Path folder) {
    SSLContext tls = SelfSigned.make(folder, "ip:127.0.0.1").context();
    try (ScriptedServer server = ScriptedServer.startTls(tls)) {
      URI uri = URI.create("wss://127.0.0.1:" + server.port() + "/app/key");
      Heard trusting = new Heard();
      Transport.Link link =
          transport().open(new Transport.Target(uri, Map.of(), tls, Proxy.NO_PROXY), trusting);
      try (ServerSide side = server.accept()) {
        side.send("{}");
        assertThat(trusting.next()).isEqualTo("{}");
        link.abort();
      }
    }
  }

  @Test
  void givenALimitOfRequests_socketsDoNotCountAmongThem() {
    client.dispatcher().setMaxRequests(1);
    Transport transport = transport();
    try (ScriptedServer server = ScriptedServer.start()) {
      URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/app/key");
      Transport.Target target = new Transport.Target(uri, Map.of(), null, Proxy.NO_PROXY);
      Transport.Link one = transport.open(target, new Heard());
      try (ServerSide first = server.accept()) {
        Transport.Link two = transport.open(target, new Heard());
        try (ServerSide second = server.accept()) {
          assertThat(second.target()).isEqualTo(first.target());
        } finally {
          one.abort();
          two.abort();
        }
      }
    }
  }

  @Override
  protected Pings pings() {
    return Pings.AS_MESSAGES;
  }
}
