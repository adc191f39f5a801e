package io.belfry.e2e;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;

/** The official server library for Node.js, unmodified, against the server. */
@Tag("sdk")
class PusherNodeSdkTest extends UserSdkContract {
  @AutoClose private static final SdkProgram DRIVER = SdkProgram.node("pusher-node");

  PusherNodeSdkTest() {
    super(account -> new DrivenServerSdk(DRIVER, account));
  }
}
