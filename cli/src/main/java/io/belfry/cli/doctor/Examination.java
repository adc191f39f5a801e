package io.belfry.cli.doctor;

import io.belfry.cli.access.Access;
import io.belfry.cli.access.NoAccess;
import io.belfry.protocol.message.ServerMessage;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a deployment as a client and a backend meet it: name, port, TLS, HTTP, WebSocket, and
 * with a secret also sign-in, the API and an event that comes back. Nothing that is signed is sent
 * where TLS is not right.
 *
 * <p>Thread: confined to its caller.
 */
public final class Examination {
  private static final String ANY_KEY = "belfry-doctor";
  private static final int APP_UNKNOWN = 4001;
  private static final int TLS_REQUIRED = 4000;
  private static final int LARGE = 9000;

  private final Line line;
  private final String key;
  private final @Nullable Access access;
  private final Consumer<Check> checks;
  private boolean hasFailed;

  /**
   * An examination.
   *
   * @param server address
   * @param trust certificates that are trusted instead of those of the machine
   * @param key of an app; null where none is known
   * @param access the app with its secret; null where it is not known
   * @param checks told of each check when it is done
   */
  public Examination(
      URI server,
      Optional<Path> trust,
      @Nullable String key,
      @Nullable Access access,
      Consumer<Check> checks) {
    this.line = new Line(server, trust);
    this.key = key == null ? ANY_KEY : key;
    this.access = access;
    this.checks = checks;
  }

  /** Looks at everything; at a time-out of idle connections only if a time is given. */
  public void run(@Nullable Duration idle) {
    new Reach(line).look().forEach(this::add);
    if (hasFailed) {
      add(Check.skip("the rest", "nothing more can be seen from here"));
      return;
    }
    Web web = new Web(line);
    web.look().forEach(this::add);
    if (hasFailed) {
      add(Check.skip("websocket", "HTTP has to work first"));
      return;
    }
    Web.Upgrade upgrade = web.upgrade(key);
    add(upgrade.check());
    if (upgrade.talk() == null) {
      return;
    }
    add(web.compression(key));
    try (Talk talk = upgrade.talk()) {
      talk(talk, idle);
    } catch (Talk.Closed e) {
      add(Check.fail("connection", "closed with " + e.getMessage(), "The list of codes says why."));
    } catch (IOException e) {
      add(
          Check.fail(
              "connection",
              e instanceof SocketTimeoutException
                  ? "no answer within 5 s"
                  : "lost: " + e.getMessage(),
              "A proxy that buffers, or cuts connections, does that."));
    }
  }

  /** Whether a balancer in between leads all requests of a fallback session to one node. */
  public void lookAtBalancer() {
    if (!hasFailed && !key.equals(ANY_KEY)) {
      add(new Web(line).stickiness(key));
    }
  }

  private void add(Check check) {
    hasFailed |= check.grade() == Check.Grade.FAIL;
    checks.accept(check);
  }

  private void talk(Talk talk, @Nullable Duration idle) throws IOException {
    ServerMessage first = talk.next();
    if (first instanceof ServerMessage.Failure refused) {
      add(refused(refused));
      return;
    }
    if (!(first instanceof ServerMessage.ConnectionEstablished greeting)) {
      add(Check.fail("handshake", "its first message is no greeting", "Is that a Pusher server?"));
      return;
    }
    add(
        Check.ok(
            "handshake",
            "socket "
                + greeting.socketId()
                + ", activity "
                + greeting.activityTimeoutSeconds()
                + " s"));
    ping(talk);
    if (access == null) {
      add(Check.skip("secret", "sign-in, API and events need key and secret, see --context"));
    } else {
      signed(talk, greeting, access);
    }
    if (idle != null) {
      idle(talk, idle);
    }
  }

  private Check refused(ServerMessage.Failure refused) {
    if (refused.code() == APP_UNKNOWN && key.equals(ANY_KEY)) {
      return Check.ok("handshake", "answers; name an app with --key to see more");
    }
    String said = refused.code() + " " + refused.message();
    return switch (refused.code()) {
      case APP_UNKNOWN -> Check.fail("handshake", said, "No app has this key: compare it.");
      case TLS_REQUIRED ->
          line.isEncrypted()
              ? Check.fail(
                  "handshake",
                  said,
                  "The proxy ends TLS and the server does not know: pass X-Forwarded-Proto on, and"
                      + " name the proxy in server.trusted_proxies.")
              : Check.ok("handshake", "a plain connection is refused, as require_tls wants");
      default -> Check.fail("handshake", said, "The list of codes says why.");
    };
  }

  private void ping(Talk talk) throws IOException {
    long start = System.nanoTime();
    talk.say("{\"event\":\"pusher:ping\",\"data\":{}}");
    talk.await(ServerMessage.Pong.class);
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    add(Check.ok("ping", millis + " ms there and back"));
    talk.say("{\"event\":\"pusher:ping\",\"data\":{\"a\":\"" + "x".repeat(LARGE) + "\"}}");
    try {
      talk.await(ServerMessage.Pong.class);
      add(Check.ok("size", "a message of 9 KB passes"));
    } catch (Talk.Closed e) {
      add(
          Check.fail(
              "size",
              "a message of 9 KB ends in " + e.getMessage(),
              "Raise the bound in between."));
      throw e;
    }
  }

  private void signed(Talk talk, ServerMessage.ConnectionEstablished greeting, Access app)
      throws IOException {
    try (Signed signed = new Signed(line, app)) {
      String socket = greeting.socketId().text();
      step(
          "sign-in",
          "a token that was signed here is taken",
          "Compare the secret with the configuration of the server.",
          () -> {
            talk.say(signed.signin(socket));
            talk.await(ServerMessage.SigninSuccess.class);
          });
      step(
          "api",
          "a signed call is answered",
          "The API may have a port of its own: server.api_port.",
          signed::ask);
      long start = System.nanoTime();
      step(
          "event",
          "an event of one's own comes back",
          "The API and the WebSocket may lead to two servers.",
          () -> {
            talk.say(signed.subscribe(socket));
            talk.await(ServerMessage.SubscriptionSucceeded.class);
            signed.publish();
            talk.await(ServerMessage.Event.class);
          });
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      add(Check.ok("round trip", millis + " ms to subscribe, publish and receive"));
    } catch (NoAccess e) {
      add(Check.fail("secret", String.valueOf(e.getMessage()), ""));
    }
  }

  /** One of the steps that need a secret. */
  private interface Step {
    void run() throws IOException;
  }

  private void step(String name, String good, String advice, Step step) throws IOException {
    try {
      step.run();
      add(Check.ok(name, good));
    } catch (Talk.Closed e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      add(Check.fail(name, "refused: " + e.getMessage(), advice));
    }
  }

  private void idle(Talk talk, Duration idle) throws IOException {
    long start = System.nanoTime();
    try {
      long left = idle.toMillis();
      while (left > 0) {
        talk.wait((int) Math.min(left, Integer.MAX_VALUE));
        talk.next();
        left = idle.toMillis() - Duration.ofNanos(System.nanoTime() - start).toMillis();
      }
      add(Check.ok("idle", "open after " + idle.toSeconds() + " s"));
    } catch (SocketTimeoutException e) {
      add(Check.ok("idle", "open after " + idle.toSeconds() + " s"));
    } catch (IOException e) {
      long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
      add(
          Check.fail(
              "idle",
              "cut after " + seconds + " s",
              "Raise the idle time-out in between above server.websocket_ping_seconds."));
    }
  }
}
