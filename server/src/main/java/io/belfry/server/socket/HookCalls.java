package io.belfry.server.socket;

import io.belfry.server.hook.Hooks;
import io.belfry.server.hook.Hooks.Closed;
import io.belfry.server.hook.Hooks.Connecting;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.SigningIn;
import io.belfry.server.hook.Hooks.Subscribing;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the hooks, and has their decisions on the loop that asked. What a hook throws is said once
 * for each kind of hook: it says nothing new the next time, and a client could fill the log.
 *
 * <p>Thread: thread-safe.
 */
public final class HookCalls {
  /** How long a hook may take. */
  static final Duration TIME = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(HookCalls.class);

  private final Hooks hooks;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /** A hook has failed, which was said. */
  @SuppressWarnings("serial") // thrown nowhere: it is what a stage fails with
  static final class Failed extends RuntimeException {
    Failed(@Nullable Throwable cause) {
      super("A hook has failed.", cause, false, false);
    }
  }

  /** Calls of those hooks. */
  public HookCalls(Hooks hooks) {
    this.hooks = hooks;
  }

  /** Whether nobody wants to be asked. */
  @SuppressWarnings("ReferenceEquality") // one object stands for none
  boolean areNone() {
    return hooks == Hooks.NONE;
  }

  CompletionStage<Permission> connecting(Connecting facts, Executor loop) {
    return ask("connecting", () -> hooks.connecting(facts), loop);
  }

  CompletionStage<Permission> signingIn(SigningIn facts, Executor loop) {
    return ask("signingIn", () -> hooks.signingIn(facts), loop);
  }

  CompletionStage<Permission> subscribing(Subscribing facts, Executor loop) {
    return ask("subscribing", () -> hooks.subscribing(facts), loop);
  }

  void closed(Closed facts) {
    try {
      hooks.closed(facts);
    } catch (RuntimeException | LinkageError e) {
      tell("closed", e);
    }
  }

  private CompletionStage<Permission> ask(
      String kind, Supplier<CompletionStage<Permission>> hook, Executor loop) {
    CompletableFuture<Permission> answer;
    try {
      answer = hook.get().toCompletableFuture();
    } catch (RuntimeException | LinkageError e) {
      return CompletableFuture.failedStage(failed(kind, e));
    }
    boolean isThere = answer.isDone() && !answer.isCompletedExceptionally();
    if (isThere && answer.join() != null) {
      return answer;
    }
    CompletableFuture<Permission> here = new CompletableFuture<>();
    answer.whenCompleteAsync(
        (decision, failure) -> {
          if (decision == null) {
            here.completeExceptionally(failed(kind, failure));
          } else {
            here.complete(decision);
          }
        },
        loop);
    return here;
  }

  private Failed failed(String kind, @Nullable Throwable cause) {
    tell(kind, cause);
    return new Failed(cause);
  }

  private void tell(String kind, @Nullable Throwable cause) {
    if (told.add(kind)) {
      LOG.error(
          "The hook {} has failed, and what it was asked for is refused. This is said once.",
          kind,
          cause == null ? new IllegalStateException("It has decided nothing: null.") : cause);
    }
  }
}
