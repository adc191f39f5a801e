package io.belfry.server.testkit;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;
import io.belfry.server.hook.Hooks;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.SigningIn;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Hooks that decide on other threads, and let one user in. */
class SlowHooksTest extends HooksContract {
  private static final UserId ADA = new UserId("ada");

  @Override
  protected Hooks hooks() {
    return new Hooks() {
      @Override
      public CompletionStage<Permission> signingIn(SigningIn facts) {
        return CompletableFuture.supplyAsync(
            () ->
                facts.user().equals(ADA)
                    ? new Permission.Allowed()
                    : new Permission.Refused("Only Ada may"));
      }
    };
  }

  @Override
  protected UserId allowedUser() {
    return ADA;
  }

  @Override
  protected ChannelName allowedChannel() {
    return ChannelName.parse("presence-room").orElseThrow();
  }
}
