package io.belfry.server.testkit;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;
import io.belfry.server.hook.BlockingHooks;
import io.belfry.server.hook.BlockingHooks.Turns;
import io.belfry.server.hook.Hooks;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.SigningIn;
import java.time.Duration;

/** Hooks that block, and let one user in. */
class TurnedHooksTest extends HooksContract {
  private static final UserId ADA = new UserId("ada");

  private final Hooks hooks =
      BlockingHooks.asHooks(
          new BlockingHooks() {
            @Override
            public Permission signingIn(SigningIn facts) {
              return facts.user().equals(ADA) ? allow() : refuse("Only Ada may");
            }
          },
          Turns.within(Duration.ofSeconds(5)));

  @Override
  protected Hooks hooks() {
    return hooks;
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
