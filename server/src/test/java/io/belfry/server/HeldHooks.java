package io.belfry.server;

import io.belfry.server.hook.Hooks;
import io.belfry.server.hook.Hooks.Closed;
import io.belfry.server.hook.Hooks.Connecting;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.SendingEvent;
import io.belfry.server.hook.Hooks.SigningIn;
import io.belfry.server.hook.Hooks.Subscribing;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Hooks whose decisions a test gives; what it does not hold is allowed at once. */
public final class HeldHooks implements Hooks {
  private static final long PATIENCE_SECONDS = 20;

  private final Set<Class<?>> held;
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private final BlockingQueue<Closed> closed = new LinkedBlockingQueue<>();

  /** A question of the server. */
  public record Asked(Object facts, CompletableFuture<Permission> decision) {
    public void allow() {
      decision.complete(new Permission.Allowed());
    }

    public void refuse(String words) {
      decision.complete(new Permission.Refused(words));
    }
  }

  /** Holds questions with facts of these classes. */
  public HeldHooks(Class<?>... held) {
    this.held = Set.of(held);
  }

  /** The next question that is held. */
  public Asked next() {
    return next(asked);
  }

  /** Lets the time pass that hooks have for what they were asked. */
  public void outlast(TestServer server) {
    // Answered by each loop in turn: whoever was asked there has begun to wait by then.
    server.post("/apps/1/users/nobody/terminate_connections", "{}");
    server.clock().advance(Duration.ofSeconds(5));
  }

  /** The next connection that has ended. */
  Closed nextClosed() {
    return next(closed);
  }

  private static <T> T next(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("Nothing was asked.");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private CompletionStage<Permission> ask(Object facts) {
    if (!held.contains(facts.getClass())) {
      return Permission.allow();
    }
    return new Undecided(asked, facts);
  }

  /**
   * What has not been decided. The test gets the question only once the server waits for it: an
   * answer that is there before that is taken at once, without a look at what changed meanwhile.
   */
  private static final class Undecided extends CompletableFuture<Permission> {
    private final BlockingQueue<Asked> asked;
    private final Object facts;

    Undecided(BlockingQueue<Asked> asked, Object facts) {
      this.asked = asked;
      this.facts = facts;
    }

    @Override
    public CompletableFuture<Permission> whenCompleteAsync(
        BiConsumer<? super Permission, ? super Throwable> action, Executor executor) {
      CompletableFuture<Permission> there = super.whenCompleteAsync(action, executor);
      asked.add(new Asked(facts, this));
      return there;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }
  }

  @Override
  public CompletionStage<Permission> connecting(Connecting facts) {
    return ask(facts);
  }

  @Override
  public CompletionStage<Permission> signingIn(SigningIn facts) {
    return ask(facts);
  }

  @Override
  public CompletionStage<Permission> subscribing(Subscribing facts) {
    return ask(facts);
  }

  @Override
  public CompletionStage<Permission> clientEvent(SendingEvent facts) {
    return ask(facts);
  }

  @Override
  public void closed(Closed facts) {
    closed.add(facts);
  }
}
