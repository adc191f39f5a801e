package io.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.connection.ConnectionState;
import io.belfry.client.internal.Loop;
import io.belfry.client.internal.SocketTransport;
import io.belfry.client.internal.Surroundings;
import io.belfry.client.internal.Transport;
import io.belfry.testkit.ScriptedServer;
import io.belfry.testkit.ServerSide;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two threads of the application that want opposite things at the same moment. */
class RacesTest {
  private static final Executor SOON = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS);

  @AutoClose private final ScriptedServer server = ScriptedServer.start();
  private final Between loop = new Between();
  private final Recorder recorder = new Recorder();

  /** Lets something happen between what a call looks at and what it does. */
  private static final class Between implements Loop {
    private final ManualLoop real = new ManualLoop();
    private final AtomicReference<Runnable> next = new AtomicReference<>(() -> {});

    @Override
    public void execute(Runnable task) {
      next.getAndSet(() -> {}).run();
      real.execute(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      return real.schedule(delay, task);
    }

    @Override
    public long nanoTime() {
      return real.nanoTime();
    }
  }

  private Pusher pusher(Transport transport) {
    PusherOptions options =
        new PusherOptions().setHost("127.0.0.1").setWsPort(server.port()).setUseTLS(false);
    Pusher pusher = new Pusher("key", options, new Surroundings(loop, () -> 0, transport));
    pusher.getConnection().bind(ConnectionState.ALL, recorder);
    return pusher;
  }

  private void settle() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(() -> done.complete(null));
    done.orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static void untilItWaitsOrEnds(Thread thread) {
    while (thread.isAlive()
        && thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.BLOCKED) {
      CompletableFuture.runAsync(() -> {}, SOON).join();
    }
  }

  @Test
  @Tag("CL-020")
  void givenAnEndDuringConnect_theClientStaysClosed() {
    try (Pusher pusher = pusher(new SocketTransport())) {
      loop.next.set(pusher::close);
      pusher.connect();
      settle();

      assertThat(pusher.getConnection().getState()).isEqualTo(ConnectionState.DISCONNECTED);
    }
  }

  @Test
  @Tag("CL-023")
  void givenASubscriptionDuringUnsubscribe_theLastWordIsSaidLast() {
    try (Pusher pusher = pusher(new SocketTransport())) {
      pusher.subscribe("news");
      pusher.connect();
      try (ServerSide side = server.accept()) {
        side.greet("1.1", 120);
        assertThat(side.next()).contains("pusher:subscribe");
        side.send(Scene.succeeded("news"));
        side.send("{\"event\":\"pusher:ping\"}");
        assertThat(side.next()).contains("pusher:pong");
        Thread other = new Thread(() -> pusher.subscribe("news"));
        loop.next.set(
            () -> {
              other.start();
              untilItWaitsOrEnds(other);
            });
        pusher.unsubscribe("news");

        assertThat(side.next()).contains("pusher:unsubscribe");
        assertThat(side.next()).contains("pusher:subscribe");
      }
    }
  }

  @Test
  @Tag("CL-001")
  void givenAWishToConnectBeforeTheOldConnectionHasEnded_theClientConnectsAfterIt() {
    try (Pusher pusher = pusher(new SocketTransport())) {
      pusher.connect();
      try (ServerSide side = server.accept()) {
        side.greet("1.1", 120);
        recorder.await("CONNECTED");
        pusher.disconnect();
        pusher.connect();
        settle();
        assertThat(pusher.getConnection().getState()).isEqualTo(ConnectionState.DISCONNECTING);
      }
      recorder.await("DISCONNECTED");
      try (ServerSide side = server.accept()) {
        side.greet("2.2", 120);
        recorder.await("CONNECTED");
        pusher.disconnect();
        pusher.connect();
        pusher.disconnect();
        settle();
      }
      recorder.await("DISCONNECTED");
      settle();
      assertThat(pusher.getConnection().getState()).isEqualTo(ConnectionState.DISCONNECTED);
    }
  }

  @Test
  @Tag("CL-003")
  void givenATransportThatThrows_theClientTriesAgain() {
    SocketTransport sockets = new SocketTransport();
    AtomicBoolean threw = new AtomicBoolean();
    Transport transport =
        (target, events) -> {
          if (!threw.getAndSet(true)) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          return sockets.open(target, events);
        };
    try (Pusher pusher = pusher(transport)) {
      pusher.connect();
      assertThat(recorder.await("RECONNECTING")).contains("error null ConnectionFailureException");
      loop.real.scheduler().advance(Duration.ofSeconds(1));
      try (ServerSide side = server.accept()) {
        side.greet("1.1", 120);
        recorder.await("CONNECTED");
      }
    }
  }
}
