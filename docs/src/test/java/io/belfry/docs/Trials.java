package io.belfry.docs;

import io.belfry.protocol.UserId;
import io.belfry.server.hook.Decision;
import io.belfry.server.hook.Hooks;
import io.belfry.server.hook.SigningIn;
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
  public CompletionStage<Decision> signingIn(SigningIn facts) {
    return isPaid
        .apply(facts.user())
        .thenApply(
            paid -> paid ? new Decision.Allowed() : new Decision.Refused("Your trial is over"));
  }
}
// end
