package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.belfry.client.Pusher;
import io.belfry.client.PusherOptions;
import io.belfry.client.connection.ConnectionState;
import io.belfry.e2e.ReverseProxy.Kind;
import io.belfry.e2e.ReverseProxy.TimeOuts;
import io.belfry.rest.RestOptions;
import io.belfry.testkit.Frame;
import io.belfry.testkit.RecordingClient;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients and backends through the proxies of the guide, as the guide sets them up. With {@code
 * -Dbelfry.proxies.minutes=10} the idle clients have the time-outs of the packages, and that long.
 */
@Tag("sdk")
@Execution(ExecutionMode.CONCURRENT) // most of their time they wait
class ProxiesTest {
  private static final int MINUTES = Integer.getInteger("belfry.proxies.minutes", 0);
  private static final String CLIENT = "/app/" + Belfry.KEY + "?protocol=7&client=js&version=8.6.0";

  @TempDir private Path folder = Path.of("");
  private SelfSigned certificate = new SelfSigned(folder);

  @BeforeEach
  void makeCertificate() throws Exception {
    certificate = SelfSigned.in(folder);
  }

  private ReverseProxy before(Belfry belfry, Kind kind, TimeOuts timeOuts) {
    return ReverseProxy.start(kind, belfry.port(), timeOuts, certificate);
  }

  private static io.belfry.rest.Pusher backend(int port) {
    ServerSdk.Account account = Belfry.accountAt(port);
    return new io.belfry.rest.Pusher(
        RestOptions.of(
            "http://127.0.0.1:" + port, account.appId(), account.key(), account.secret()));
  }

  private static void publish(int port, String data) {
    backend(port).trigger("news", "headline", data);
  }

  @ParameterizedTest
  @Tag("WS-116")
  @EnumSource
  void givenTheProxyOfTheGuide_everyClientAndTheApiGoThrough(Kind kind) throws Exception {
    try (Belfry belfry = Belfry.start();
        ReverseProxy proxy = before(belfry, kind, TimeOuts.DEFAULTS);
        OursBehind ours = new OursBehind(proxy.port());
        TestApp app = new TestApp(belfry.backend());
        OfficialJavaClient official = new OfficialJavaClient(Belfry.KEY, proxy.port(), app, "ada");
        SdkProgram node = pusherJs(proxy)) {
      official.connect().join("news", "headline");
      node.awaits("news pusher:subscription_succeeded");
      publish(proxy.port(), "1");

      assertThat(ours.next()).isEqualTo("1");
      assertThat(official.nextEvent("headline")).isEqualTo("1");
      assertThat(node.awaits("news headline").get("data").getAsString()).isEqualTo("1");
      assertThat(streamed(proxy.port())).isEqualTo("2");
    }
  }

  /** pusher-js with TLS, which knows the proxy's certificate. */
  private SdkProgram pusherJs(ReverseProxy proxy) throws Exception {
    SdkProgram node =
        SdkProgram.node("pusher-js-node", Map.of("NODE_EXTRA_CA_CERTS", certificate.certificate()));
    JsonObject step = new JsonObject();
    step.addProperty("step", "connect");
    step.addProperty("port", proxy.tlsPort());
    step.addProperty("tls", true);
    step.addProperty("key", Belfry.KEY);
    node.say(step);
    node.awaits("connected");
    JsonObject join = new JsonObject();
    join.addProperty("step", "join");
    join.addProperty("channel", "news");
    node.say(join);
    return node;
  }

  /** What a stream of the fallback transports brings while it is open. */
  private static String streamed(int port) throws Exception {
    String session = "http://127.0.0.1:" + port + "/pusher/app/" + Belfry.KEY + "/123/abcd0123";
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest receive =
        HttpRequest.newBuilder(
                URI.create(session + "/xhr_streaming?protocol=7&client=js&version=8"))
            .POST(BodyPublishers.noBody())
            .build();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                http.send(receive, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
      awaitLine(lines, "connection_established");
      String subscribe =
          "[\"{\\\"event\\\":\\\"pusher:subscribe\\\",\\\"data\\\":{\\\"channel\\\":\\\"news\\\"}}\"]";
      HttpRequest send =
          HttpRequest.newBuilder(URI.create(session + "/xhr_send"))
              .POST(BodyPublishers.ofString(subscribe))
              .build();
      assertThat(http.send(send, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
      awaitLine(lines, "subscription_succeeded");
      publish(port, "2");
      return awaitLine(lines, "headline").contains("\"2\\\"") ? "2" : "another";
    }
  }

  private static String awaitLine(BufferedReader lines, String words) throws Exception {
    String line = lines.readLine();
    while (line != null && !line.contains(words)) {
      line = lines.readLine();
    }
    assertThat(line).contains(words);
    return String.valueOf(line);
  }

  @ParameterizedTest
  @Tag("WS-110")
  @EnumSource
  void givenIdleClients_theProxysTimeOutDoesNotReachThem(Kind kind) throws Exception {
    boolean isLong = MINUTES > 0;
    // In three time-outs of three seconds, or in those minutes.
    int pings = isLong ? MINUTES * 60 / 20 : 10;
    try (Belfry belfry = isLong ? Belfry.start() : Belfry.withPingEvery(1);
        ReverseProxy proxy = before(belfry, kind, isLong ? TimeOuts.DEFAULTS : TimeOuts.SHORT);
        OursBehind ours = new OursBehind(proxy.port());
        TestApp app = new TestApp(belfry.backend());
        OfficialJavaClient official = new OfficialJavaClient(Belfry.KEY, proxy.port(), app, "ada");
        SdkProgram node = pusherJs(proxy)) {
      official.connect().join("news", "headline");
      node.awaits("news pusher:subscription_succeeded");
      List<String> states = ours.states();
      int toldBefore = official.others().size();
      try (RecordingClient raw =
          RecordingClient.connect(proxy.port(), CLIENT, "X-Test: idle").patient(60)) {
        raw.next();
        for (int i = 0; i < pings; i++) {
          Frame ping = raw.nextFrame();
          assertThat(ping.opcode()).isEqualTo(Frame.PING);
          raw.sendFrame(0x80 | Frame.PONG, ping.payload());
        }
      }
      publish(belfry.port(), "still there");
      // Nobody has heard of a loss or of a new connection before.
      assertThat(ours.next()).isEqualTo("still there");
      assertThat(ours.states()).isEqualTo(states);
      assertThat(official.nextEvent("headline")).isEqualTo("still there");
      List<String> told = official.others();
      assertThat(told.subList(toldBefore, told.size())).noneMatch(line -> line.startsWith("state"));
      List<String> toldToJs = new ArrayList<>();
      while (!toldToJs.contains("headline")) {
        toldToJs.add(node.next().get("told").getAsString());
      }
      assertThat(toldToJs).doesNotContain("connected", "pusher:error");
    }
  }

  @ParameterizedTest
  @Tag("WS-110")
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CADDY") // which has no such time-out
  void givenNoPings_theSameTimeOutEndsThem(Kind kind) {
    try (Belfry belfry = Belfry.withPingEvery(0);
        ReverseProxy proxy = before(belfry, kind, TimeOuts.SHORT);
        RecordingClient raw = RecordingClient.connect(proxy.port(), CLIENT)) {
      raw.next();
      raw.awaitEnd();
    }
  }

  /** Belfry's own Java client, which is in the channel when this is made. */
  private static final class OursBehind implements AutoCloseable {
    private final Pusher pusher;
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> states = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> joined = new LinkedBlockingQueue<>();

    OursBehind(int port) {
      PusherOptions options =
          new PusherOptions().setHost("127.0.0.1").setWsPort(port).setUseTLS(false);
      pusher = new Pusher(Belfry.KEY, options);
      pusher.connect(change -> states.add(change.getCurrentState().name()), ConnectionState.ALL);
      pusher.subscribe(
          "news",
          new io.belfry.client.channel.ChannelEventListener() {
            @Override
            public void onSubscriptionSucceeded(String channel) {
              joined.add(channel);
            }

            @Override
            public void onEvent(io.belfry.client.channel.PusherEvent event) {
              told.add(event.getData());
            }
          },
          "headline");
      next(joined);
    }

    String next() {
      return next(told);
    }

    List<String> states() {
      return List.copyOf(states);
    }

    private static String next(BlockingQueue<String> queue) {
      try {
        String line = queue.poll(20, TimeUnit.SECONDS);
        if (line == null) {
          throw new AssertionError("Nothing came.");
        }
        return line;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      pusher.disconnect();
    }
  }
}
