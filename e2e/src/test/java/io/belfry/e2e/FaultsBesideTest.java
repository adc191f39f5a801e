package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.Pusher;
import io.belfry.client.PusherOptions;
import io.belfry.client.connection.ConnectionState;
import io.belfry.client.util.HttpUserAuthenticator;
import io.belfry.e2e.JavaClientScene.Heard;
import io.belfry.rest.RestOptions;
import io.belfry.rest.UserData;
import io.belfry.testkit.HttpEndpoint;
import io.belfry.testkit.HttpEndpoint.Answer;
import io.belfry.testkit.HttpEndpoint.Request;
import io.belfry.testkit.ScriptedServer;
import io.belfry.testkit.ServerSide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Our client and the official one, each in the same trouble at the same server. Ours tells of it,
 * recovers, and throws nothing at the program around it; of the official one is only noted what it
 * does.
 */
class FaultsBesideTest {
  private static final String REFUSED = "refused AuthenticationFailureException";
  private static final Pattern PORT = Pattern.compile("http://[^ ]*:([0-9]+)");
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, drain_seconds: 0}
      apps: [{id: "1", keys: [{key: app-key, secret: 0123456789abcdef0123456789abcdef}]}]
      """;

  @TempDir private Path folder = Path.of("");
  private final List<String> thrown = new CopyOnWriteArrayList<>();
  private Thread.@Nullable UncaughtExceptionHandler before;

  @BeforeEach
  void watch() {
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          if (thread.getName().startsWith("belfry")) {
            thrown.add(thread.getName() + " " + failure);
          } else {
            OfficialBeside.note("thrown on " + thread.getName(), failure.toString());
          }
        });
  }

  @AfterEach
  void nothingOfOursWasThrown() {
    Thread.setDefaultUncaughtExceptionHandler(before);
    assertThat(thrown).isEmpty();
  }

  enum Trouble {
    EMPTY_BODY,
    STATUS_500,
    HANGS,
    TOKEN_REFUSED
  }

  private static Answer troubled(
      Trouble trouble, JavaClientScene scene, CountDownLatch healed, Request request) {
    return switch (trouble) {
      case EMPTY_BODY -> new Answer(200, "");
      case STATUS_500 -> new Answer(500, "<html>");
      case HANGS -> {
        try {
          healed.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        yield new Answer(200, "");
      }
      case TOKEN_REFUSED ->
          new Answer(
              200,
              scene
                  .impostor()
                  .authenticateUser(
                      io.belfry.rest.AuthRequest.parse(request.body()).socketId(),
                      UserData.of("ada"))
                  .toJson());
    };
  }

  @ParameterizedTest
  @EnumSource
  @Tag("CL-009")
  @Tag("CL-019")
  @Tag("CL-035")
  void givenAnEndpointInTrouble_oursTellsAndSignsInOnceItIsWell(Trouble trouble) {
    CountDownLatch healed = new CountDownLatch(1);
    try (JavaClientScene scene = JavaClientScene.start();
        OfficialBeside official = OfficialBeside.connect(scene.port(), scene.endpoint().url())) {
      scene.answer(request -> troubled(trouble, scene, healed, request));
      assertThat(official.hears("CONNECTED", 20)).isTrue();
      JavaClientScene.Client ours =
          scene.client(scene.options().setAuthTimeout(Duration.ofSeconds(1)));
      ours.pusher().connect();
      ours.pusher().signin();
      official.signIn();
      ours.heard().await(REFUSED);
      assertThat(ours.pusher().getConnection().getState()).isEqualTo(ConnectionState.CONNECTED);
      official.hears("threw", 1);
      official.record(trouble.name());

      scene.answer(scene::signed);
      healed.countDown();
      ours.pusher().signin();
      ours.heard().await("signed in ada");
      scene.backend().sendToUser("ada", "order", "{}");
      ours.heard().await("order {}");
    }
  }

  private static int port(ServeProcess served) {
    Matcher found = PORT.matcher(served.awaits("listens on"));
    assertThat(found.find()).isTrue();
    return Integer.parseInt(found.group(1));
  }

  private static HttpEndpoint endpoint() {
    io.belfry.rest.Pusher backend =
        new io.belfry.rest.Pusher(
            RestOptions.of(
                "http://127.0.0.1:1",
                "1",
                JavaClientScene.KEY,
                "0123456789abcdef0123456789abcdef"));
    return HttpEndpoint.start(
        request ->
            new Answer(
                200,
                backend
                    .authenticateUser(
                        io.belfry.rest.AuthRequest.parse(request.body()).socketId(),
                        UserData.of("ada"))
                    .toJson()));
  }

  private static Pusher ours(int port, HttpEndpoint endpoint, Heard heard) {
    Pusher pusher =
        new Pusher(
            JavaClientScene.KEY,
            new PusherOptions()
                .setHost("127.0.0.1")
                .setWsPort(port)
                .setUseTLS(false)
                .setActivityTimeout(1_000)
                .setPongTimeout(1_000)
                .setMaxReconnectGapInSeconds(1)
                .setUserAuthenticator(new HttpUserAuthenticator(endpoint.url())));
    pusher.getConnection().bind(ConnectionState.ALL, heard);
    pusher.user().bindSignin(heard);
    pusher.connect();
    pusher.signin();
    return pusher;
  }

  @Test
  @Tag("CL-006")
  @Tag("CL-026")
  void givenAServerThatIsKilled_oursTellsAndIsBackAtTheNext() throws IOException {
    List<String> command =
        ServeProcess.command(Files.writeString(folder.resolve("belfry.yaml"), CONFIG));
    Heard heard = new Heard();
    try (HttpEndpoint endpoint = endpoint();
        ServeProcess first = ServeProcess.start(command);
        CuttableProxy wire = CuttableProxy.to(port(first));
        OfficialBeside official = OfficialBeside.connect(wire.port(), endpoint.url());
        Pusher ours = ours(wire.port(), endpoint, heard)) {
      heard.await("signed in ada");
      assertThat(official.hears("CONNECTED", 20)).isTrue();
      official.signIn();
      first.kill();
      assertThat(heard.await("RECONNECTING"))
          .anyMatch(line -> line.matches("error .* ConnectionFailureException"));
      try (ServeProcess second = ServeProcess.start(command)) {
        wire.leadTo(port(second));
        heard.await("signed in ada");
        assertThat(ours.user().userId()).isEqualTo("ada");
        official.hears("CONNECTED", 5);
        official.record("SERVER_KILLED");
      }
    }
  }

  @Test
  @Tag("CL-016")
  void givenALinkThatIsHalfOpen_oursTellsAndIsBackOnAnother() {
    Heard heard = new Heard();
    try (JavaClientScene scene = JavaClientScene.start();
        CuttableProxy wire = CuttableProxy.to(scene.port());
        OfficialBeside official = OfficialBeside.connect(wire.port(), scene.endpoint().url());
        Pusher ours = ours(wire.port(), scene.endpoint(), heard)) {
      heard.await("signed in ada");
      assertThat(official.hears("CONNECTED", 20)).isTrue();
      wire.silence();
      assertThat(heard.await("RECONNECTING"))
          .anyMatch(line -> line.matches("error .* ConnectionFailureException"));
      heard.await("signed in ada");
      assertThat(ours.user().userId()).isEqualTo("ada");
      official.hears("CONNECTED", 5);
      official.record("HALF_OPEN");
    }
  }

  @Test
  @Tag("CL-029")
  void givenAThousandAbruptEndsBehindAMessage_oursHearsAllMessagesAndAllEnds() {
    AtomicInteger missed = new AtomicInteger();
    try (ScriptedServer server = ScriptedServer.start();
        HttpEndpoint nobody = endpoint()) {
      for (int i = 0; i < 1_000; i++) {
        oursInAbruptEnd(server, i);
        if (i % 100 == 0) {
          officialInAbruptEnd(nobody, i, missed);
        }
      }
    }
    OfficialBeside.note("10 ABRUPT_ENDS", missed + " messages or ends were not told in time");
  }

  private static void oursInAbruptEnd(ScriptedServer server, int number) {
    Heard heard = new Heard();
    try (Pusher ours =
        new Pusher(
            JavaClientScene.KEY,
            new PusherOptions().setHost("127.0.0.1").setWsPort(server.port()).setUseTLS(false))) {
      ours.getConnection().bind(ConnectionState.ALL, heard);
      ours.subscribe("orders").bind("order", heard);
      ours.connect();
      endAbruptly(server, number);
      assertThat(heard.await("order {}")).doesNotContain("RECONNECTING");
      heard.await("RECONNECTING");
    }
  }

  // Each at a server of its own, since it may come back while the next is awaited.
  private static void officialInAbruptEnd(HttpEndpoint nobody, int number, AtomicInteger missed) {
    try (ScriptedServer server = ScriptedServer.start();
        OfficialBeside official = OfficialBeside.connect(server.port(), nobody.url())) {
      official.pusher().subscribe("orders", official, "order");
      endAbruptly(server, number);
      if (!official.hears("event {}", 1) || !official.hears("RECONNECTING", 1)) {
        missed.incrementAndGet();
      }
    }
  }

  private static void endAbruptly(ScriptedServer server, int number) {
    try (ServerSide side = server.accept()) {
      side.greet("1." + number, 120);
      side.next();
      side.send(
          "{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"orders\",\"data\":\"{}\"}");
      side.send("{\"event\":\"order\",\"channel\":\"orders\",\"data\":\"{}\"}");
      if (number % 2 == 0) {
        side.reset();
      }
    }
  }
}
