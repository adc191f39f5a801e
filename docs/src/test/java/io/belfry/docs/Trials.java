package io.belfry.docs;

import io.belfry.protocol.UserId;
import io.belfry.server.hook.Hooks;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.SigningIn;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Lets in whoever has paid. */
// snippet: server-hooks
final class Trials implements Hooks {
  private final Function<UserId, CompletionStage<Boolean>> isPaid;

  Trials(Function<UserId, CompletionStage<Boolean>> isPaid) {
    this.isPaid = isPaid;
  }

  @Override
  public CompletionStage<Permission> signingIn(SigningIn facts) {
    return isPaid
        .apply(facts.user())
        .thenApply(
            paid -> paid ? new Permission.Allowed() : new Permission.Refused("Your trial is over"));
  }
}
// end
