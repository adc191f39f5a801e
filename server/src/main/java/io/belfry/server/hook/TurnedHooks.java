package io.belfry.server.hook;

import io.belfry.server.hook.BlockingHooks.Turns;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hooks that block, asked on threads where they may. Which of them are not overridden is found out
 * once, so that those cost nothing.
 *
 * <p>Thread: thread-safe.
 */
final class TurnedHooks implements Hooks {
  private static final Logger LOG = LoggerFactory.getLogger(BlockingHooks.class);
  private static final int CLOSED_AT_ONCE = 16;
  private static final int CLOSED_WAITING = 100_000;

  private final BlockingHooks hooks;
  private final BlockingCalls decisions;
  private final BlockingCalls ends;
  private final boolean decidesConnecting;
  private final boolean decidesSigningIn;
  private final boolean decidesUser;
  private final boolean decidesSubscribing;
  private final boolean decidesClientEvent;
  private final boolean decidesAuthorizing;
  private final boolean hearsClosed;
  private final AtomicBoolean isFailureSaid = new AtomicBoolean();

  TurnedHooks(BlockingHooks hooks, Turns turns) {
    this.hooks = hooks;
    this.decisions = new BlockingCalls(turns);
    this.ends =
        new BlockingCalls(new Turns(turns.time(), CLOSED_AT_ONCE, CLOSED_WAITING, turns.threads()));
    this.decidesConnecting = overrides("connecting", Connecting.class);
    this.decidesSigningIn = overrides("signingIn", SigningIn.class);
    this.decidesUser = overrides("user", WithoutToken.class);
    this.decidesSubscribing = overrides("subscribing", Subscribing.class);
    this.decidesClientEvent = overrides("clientEvent", SendingEvent.class);
    this.decidesAuthorizing = overrides("authorizing", Authorizing.class);
    this.hearsClosed = overrides("closed", Closed.class);
  }

  private boolean overrides(String name, Class<?> facts) {
    try {
      return hooks.getClass().getMethod(name, facts).getDeclaringClass() != BlockingHooks.class;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("A method of BlockingHooks is public.", e);
    }
  }

  @Override
  public CompletionStage<Permission> connecting(Connecting facts) {
    return decidesConnecting ? decisions.call(() -> hooks.connecting(facts)) : Permission.allow();
  }

  @Override
  public CompletionStage<Permission> signingIn(SigningIn facts) {
    return decidesSigningIn ? decisions.call(() -> hooks.signingIn(facts)) : Permission.allow();
  }

  @Override
  public CompletionStage<Identification> user(WithoutToken facts) {
    return decidesUser ? decisions.call(() -> hooks.user(facts)) : Identification.none();
  }

  @Override
  public CompletionStage<Permission> subscribing(Subscribing facts) {
    return decidesSubscribing ? decisions.call(() -> hooks.subscribing(facts)) : Permission.allow();
  }

  @Override
  public CompletionStage<Permission> clientEvent(SendingEvent facts) {
    return decidesClientEvent ? decisions.call(() -> hooks.clientEvent(facts)) : Permission.allow();
  }

  @Override
  public CompletionStage<Authorization> authorizing(Authorizing facts) {
    return decidesAuthorizing
        ? decisions.call(() -> hooks.authorizing(facts))
        : Authorization.none();
  }

  @Override
  public void closed(Closed facts) {
    if (hearsClosed) {
      ends.call(
              () -> {
                hooks.closed(facts);
                return facts;
              })
          .whenComplete((done, failure) -> say(failure));
    }
  }

  private void say(@Nullable Throwable failure) {
    if (failure != null && isFailureSaid.compareAndSet(false, true)) {
      LOG.error("The hook closed has failed. This is said once.", failure);
    }
  }
}
