package io.belfry.client.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.Pusher;
import io.belfry.client.PusherOptions;
import io.belfry.testkit.ScriptedServer;
import io.belfry.testkit.ServerSide;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole client with this transport under it. */
class ClientOverOkHttpTest {
  @Test
  @Tag("CL-001")
  @Tag("CL-003")
  @Tag("CL-005")
  void givenAnEndWithoutWords_theClientComesBackAndHearsItsChannelsAgain() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    OkHttpClient client = new OkHttpClient();
    try (ScriptedServer server = ScriptedServer.start();
        Pusher pusher = new Pusher("app-key", options(client, server.port()))) {
      pusher.subscribe("news").bind("headline", event -> heard.add(event.getData()));
      pusher.connect();
      try (ServerSide first = server.accept()) {
        assertThat(first.target()).startsWith("/app/app-key?protocol=7&");
        assertThat(first.header("Sec-WebSocket-Protocol")).isEqualTo("pusher-channels-protocol-7");
        first.greet("1.1", 120);
        assertThat(first.next()).contains("pusher:subscribe").contains("news");
        first.send("{\"event\":\"headline\",\"channel\":\"news\",\"data\":\"rain\"}");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("rain");
      }
      try (ServerSide second = server.accept()) {
        second.greet("1.2", 120);
        assertThat(second.next()).contains("pusher:subscribe").contains("news");
        second.send("{\"event\":\"headline\",\"channel\":\"news\",\"data\":\"sun\"}");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("sun");
      }
    } finally {
      client.dispatcher().executorService().shutdown();
    }
  }

  private static PusherOptions options(OkHttpClient client, int port) {
    return new PusherOptions()
        .setHost("127.0.0.1")
        .setWsPort(port)
        .setUseTLS(false)
        .setTransport(new OkHttpTransport(client));
  }
}
