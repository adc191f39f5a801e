package io.belfry.server.testkit;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;
import io.belfry.server.hook.Hooks;

/** Hooks that nobody has given. */
class NoHooksTest extends HooksContract {
  @Override
  protected Hooks hooks() {
    return Hooks.NONE;
  }

  @Override
  protected UserId allowedUser() {
    return new UserId("ada");
  }

  @Override
  protected ChannelName allowedChannel() {
    return ChannelName.parse("presence-room").orElseThrow();
  }
}
