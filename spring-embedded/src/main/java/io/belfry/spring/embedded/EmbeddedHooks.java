package io.belfry.spring.embedded;

import io.belfry.server.hook.Authorization;
import io.belfry.server.hook.Authorization.TokenNeeded;
import io.belfry.server.hook.Hooks;
import io.belfry.server.hook.Identification;
import io.belfry.server.hook.Identification.UnknownUser;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Asks the sessions who somebody is, and the application's own hooks everything else. Who connects
 * before the context is ready waits for it, within the server's time and bounds.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-240, HTTP-243"
 */
final class EmbeddedHooks implements Hooks {
  /**
   * Who is asked.
   *
   * @param sessions those of the application
   * @param others the application's own hooks
   */
  record Asked(Hooks sessions, Hooks others) {}

  private final CompletableFuture<Asked> ready = new CompletableFuture<>();
  private final Supplier<Asked> asked;

  /**
   * Hooks that nobody is asked through yet.
   *
   * @param asked finds who is asked once all beans are made; they may need those that publish
   */
  EmbeddedHooks(Supplier<Asked> asked) {
    this.asked = asked;
  }

  /** Lets in who waits, and all others from now on. */
  void open() {
    ready.complete(asked.get());
  }

  @Override
  public CompletionStage<Permission> connecting(Connecting facts) {
    return ready.thenCompose(to -> to.others.connecting(facts));
  }

  @Override
  public CompletionStage<Permission> signingIn(SigningIn facts) {
    return ready.thenCompose(to -> to.others.signingIn(facts));
  }

  @Override
  public CompletionStage<Identification> user(WithoutToken facts) {
    return ready.thenCompose(
        to ->
            to.sessions
                .user(facts)
                .thenCompose(
                    found ->
                        found instanceof UnknownUser
                            ? to.others.user(facts)
                            : CompletableFuture.completedStage(found)));
  }

  @Override
  public CompletionStage<Permission> subscribing(Subscribing facts) {
    return ready.thenCompose(to -> to.others.subscribing(facts));
  }

  @Override
  public CompletionStage<Authorization> authorizing(Authorizing facts) {
    return ready.thenCompose(
        to ->
            to.sessions
                .authorizing(facts)
                .thenCompose(
                    said ->
                        said instanceof TokenNeeded
                            ? to.others.authorizing(facts)
                            : CompletableFuture.completedStage(said)));
  }

  @Override
  public CompletionStage<Permission> clientEvent(SendingEvent facts) {
    return ready.thenCompose(to -> to.others.clientEvent(facts));
  }

  @Override
  public void closed(Closed facts) {
    ready.thenAccept(to -> to.others.closed(facts));
  }
}
