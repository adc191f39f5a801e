package io.belfry.server.socket;

import io.belfry.server.hook.Authorization;
import io.belfry.server.hook.Hooks;
import io.belfry.server.hook.Hooks.Authorizing;
import io.belfry.server.hook.Hooks.Closed;
import io.belfry.server.hook.Hooks.Connecting;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.SendingEvent;
import io.belfry.server.hook.Hooks.SigningIn;
import io.belfry.server.hook.Hooks.Subscribing;
import io.belfry.server.hook.Hooks.WithoutToken;
import io.belfry.server.hook.Identification;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
  private static final Logger LOG = LoggerFactory.getLogger(HookCalls.class);

  private final Hooks hooks;
  private final Duration time;
  private final List<String> keptHeaders;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /** A hook has failed, which was said. */
  @SuppressWarnings("serial") // thrown nowhere: it is what a stage fails with
  static final class Failed extends RuntimeException {
    Failed(@Nullable Throwable cause) {
      super("A hook has failed.", cause, false, false);
    }
  }

  /**
   * Calls of those hooks.
   *
   * @param time how long one may take
   */
  HookCalls(Hooks hooks, Duration time) {
    this(hooks, time, List.of());
  }

  /**
   * Calls of those hooks.
   *
   * @param time how long one may take
   * @param keptHeaders names of header fields that they want to see
   */
  public HookCalls(Hooks hooks, Duration time, List<String> keptHeaders) {
    this.hooks = hooks;
    this.time = time;
    this.keptHeaders =
        keptHeaders.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().toList();
  }

  /** How long one may take. */
  Duration time() {
    return time;
  }

  /** Names of the header fields that they want to see, in lower case. */
  List<String> keptHeaders() {
    return areNone() ? List.of() : keptHeaders;
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

  CompletionStage<Identification> user(WithoutToken facts, Executor loop) {
    return ask("user", () -> hooks.user(facts), loop);
  }

  CompletionStage<Authorization> authorizing(Authorizing facts, Executor loop) {
    return ask("authorizing", () -> hooks.authorizing(facts), loop);
  }

  CompletionStage<Permission> clientEvent(SendingEvent facts, Executor loop) {
    return ask("clientEvent", () -> hooks.clientEvent(facts), loop);
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

  private <A> CompletionStage<A> ask(
      String kind, Supplier<CompletionStage<A>> hook, Executor loop) {
    CompletableFuture<A> answer;
    try {
      answer = hook.get().toCompletableFuture();
    } catch (RuntimeException | LinkageError e) {
      return CompletableFuture.failedStage(failed(kind, e));
    }
    boolean isThere = answer.isDone() && !answer.isCompletedExceptionally();
    if (isThere && answer.join() != null) {
      return answer;
    }
    CompletableFuture<A> here = new CompletableFuture<>();
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
