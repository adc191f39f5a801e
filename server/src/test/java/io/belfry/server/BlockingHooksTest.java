package io.belfry.server;

import static io.belfry.server.TestServer.error;
import static io.belfry.server.TestServer.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.belfry.server.TestServer.TestConnection;
import io.belfry.server.hook.BlockingHooks;
import io.belfry.server.hook.BlockingHooks.Turns;
import io.belfry.server.hook.Hooks.Closed;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.SigningIn;
import io.belfry.server.hook.Hooks.Subscribing;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hooks that are plain methods and block. */
class BlockingHooksTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final String ADA = "{\"id\":\"ada\"}";
  private static final String BOB = "{\"id\":\"bob\"}";
  private static final String SERVER_FAILED =
      error(4309, "The server could not do this now. Try again.");

  /** Lets everybody sign in but Ada, for whom it blocks. */
  private static class Blocking implements BlockingHooks {
    final BlockingQueue<Thread> blocked = new LinkedBlockingQueue<>();
    final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    final CountDownLatch latch = new CountDownLatch(1);

    @Override
    public Permission signingIn(SigningIn facts) throws Exception {
      if (facts.user().text().equals("ada")) {
        blocked.add(Thread.currentThread());
        try {
          latch.await();
        } catch (InterruptedException e) {
          interrupted.complete(true);
          throw e;
        }
      }
      return allow();
    }
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(20, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private static TestServer with(BlockingHooks hooks, Duration time) {
    return TestServer.withParts(1, parts -> parts.hooks(hooks).hookTime(time));
  }

  private static TestServer with(BlockingHooks hooks, Turns turns) {
    return TestServer.withHooks(1, BlockingHooks.asHooks(hooks, turns));
  }

  private static Turns turns(Duration time, int atOnce, int waiting) {
    return new Turns(time, atOnce, waiting, Thread.ofVirtual().factory());
  }

  @Test
  @Tag("WS-118")
  void givenAHookThatBlocks_onlyItsOwnConnectionWaitsAndInOrder() throws Exception {
    Blocking hooks = new Blocking();
    try (TestServer server = with(hooks, LONG)) {
      TestConnection ada = server.connect();
      TestConnection bob = server.connect();
      ada.signin(ADA);
      ada.subscribe("news");
      assertThat(next(hooks.blocked).isVirtual()).isTrue();

      bob.signin(BOB);
      assertThat(bob.next()).contains("pusher:signin_success");
      bob.hasNothing();
      hooks.latch.countDown();
      assertThat(ada.next()).contains("pusher:signin_success");
      assertThat(ada.next()).isEqualTo(succeeded("news"));
    }
  }

  @Test
  @Tag("WS-118")
  void givenAHookThatHangs_itIsInterruptedAndItsClientRefusedForNow() {
    Blocking hooks = new Blocking();
    try (TestServer server = with(hooks, SHORT)) {
      TestConnection ada = server.connect();
      ada.signin(ADA);

      assertThat(ada.next()).isEqualTo(SERVER_FAILED);
      assertThat(hooks.interrupted.join()).isTrue();
      ada.hasNothing();
    }
  }

  @Test
  @Tag("WS-118")
  void givenAHookThatOverlooksItsInterrupt_itsPlaceIsTheNextOnesAllTheSame() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    BlockingHooks stubborn =
        new BlockingHooks() {
          @Override
          public Permission signingIn(SigningIn facts) {
            while (facts.user().text().equals("ada") && end.getCount() > 0) {
              try {
                end.await();
              } catch (InterruptedException e) {
                // It goes on all the same.
              }
            }
            return allow();
          }
        };
    try (TestServer server = with(stubborn, turns(SHORT, 1, 10))) {
      TestConnection ada = server.connect();
      TestConnection bob = server.connect();
      ada.signin(ADA);
      assertThat(ada.next()).isEqualTo(SERVER_FAILED);

      bob.signin(BOB);
      assertThat(bob.next()).contains("pusher:signin_success");
      end.countDown();
      ada.hasNothing();
    }
  }

  @Test
  @Tag("WS-118")
  void givenMoreThanMayRunAndWait_theyAreRefusedForNowAndComeInLater() throws Exception {
    Blocking hooks = new Blocking();
    try (TestServer server = with(hooks, turns(LONG, 1, 1))) {
      TestConnection ada = server.connect();
      TestConnection bob = server.connect();
      TestConnection eve = server.connect();
      ada.signin(ADA);
      next(hooks.blocked);
      bob.signin(BOB);
      bob.send("{\"event\":\"pusher:ping\",\"data\":{}}");
      eve.subscribe("news");
      assertThat(eve.next()).isEqualTo(succeeded("news"));

      eve.signin("{\"id\":\"eve\"}");
      assertThat(eve.next()).isEqualTo(SERVER_FAILED);
      hooks.latch.countDown();
      assertThat(bob.next()).contains("pusher:signin_success");
      assertThat(bob.next()).contains("pusher:pong");
      eve.signin("{\"id\":\"eve\"}");
      assertThat(eve.next()).contains("pusher:signin_success");
    }
  }

  @Test
  @Tag("WS-118")
  void givenAHookThatHasWaitedForAllItsTime_itIsNotBegun() throws Exception {
    BlockingQueue<String> begun = new LinkedBlockingQueue<>();
    Blocking hooks =
        new Blocking() {
          @Override
          public Permission signingIn(SigningIn facts) throws Exception {
            begun.add(facts.user().text());
            return super.signingIn(facts);
          }
        };
    CompletableFuture<Runnable> second = new CompletableFuture<>();
    CompletableFuture<Runnable> first = new CompletableFuture<>();
    Turns turns =
        new Turns(
            SHORT,
            1,
            5,
            task -> Thread.ofVirtual().unstarted(first.complete(task) ? task : keep(second, task)));
    try (TestServer server = with(hooks, turns)) {
      TestConnection ada = server.connect();
      TestConnection bob = server.connect();
      ada.signin(ADA);
      next(hooks.blocked);
      bob.signin(BOB);
      assertThat(ada.next()).isEqualTo(SERVER_FAILED);
      // Its thread is late: it begins when the time is over.
      assertThat(bob.next()).isEqualTo(SERVER_FAILED);
      second.join().run();
      assertThat(begun).containsExactly("ada");
    }
  }

  private static Runnable keep(CompletableFuture<Runnable> kept, Runnable task) {
    kept.complete(task);
    return () -> {};
  }

  @Test
  @Tag("WS-119")
  void givenAHookThatThrowsWhatItLikes_itsClientIsRefusedForNowAndThatIsSaidOnce() {
    BlockingHooks failing =
        new BlockingHooks() {
          @Override
          public Permission subscribing(Subscribing facts) throws Exception {
            throw new IOException("no database");
          }
        };
    try (LogTap log = LogTap.on("io.belfry.server.socket.HookCalls", Level.ERROR);
        TestServer server = with(failing, LONG)) {
      TestConnection ada = server.connect();
      ada.subscribe("news");
      assertThat(ada.next()).isEqualTo(SERVER_FAILED);
      ada.subscribe("news");
      assertThat(ada.next()).isEqualTo(SERVER_FAILED);
      assertThat(log.next()).startsWith("The hook subscribing has failed");
      assertThat(log.isQuiet()).isTrue();
    }
  }

  @Test
  void givenTheEndOfAConnection_itIsToldWhereThatMayBlock() throws Exception {
    BlockingQueue<Closed> ends = new LinkedBlockingQueue<>();
    BlockingHooks hooks =
        new BlockingHooks() {
          @Override
          public void closed(Closed facts) {
            assertThat(Thread.currentThread().isVirtual()).isTrue();
            ends.add(facts);
          }
        };
    try (TestServer server = with(hooks, LONG)) {
      TestConnection ada = server.signedIn("ada");
      ada.client().close();
      assertThat(next(ends).user()).hasToString("ada");
    }
  }

  @Test
  void givenHooksThatAreNotOverridden_theyCostNoThread() {
    BlockingHooks none = new BlockingHooks() {};
    Turns noThreads =
        new Turns(
            LONG,
            1,
            0,
            task -> {
              throw new AssertionError("A thread was asked for.");
            });
    try (TestServer server = with(none, noThreads)) {
      TestConnection ada = server.signedIn("ada");
      ada.subscribe("news");
      assertThat(ada.next()).isEqualTo(succeeded("news"));
    }
  }

  @Test
  void givenATimeOrTurnsThatAreNone_theyAreRefused() {
    assertThatThrownBy(() -> BelfryServer.builder().hookTime(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10 ms to 1 min");
    assertThatThrownBy(() -> turns(LONG, 0, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
