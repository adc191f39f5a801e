package io.belfry.e2e;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;

/** The official server library for Python, unmodified, against the server. */
@Tag("sdk")
class PusherPythonSdkTest extends UserSdkContract {
  @AutoClose private static final SdkProgram DRIVER = SdkProgram.python("pusher-python");

  PusherPythonSdkTest() {
    super(account -> new DrivenServerSdk(DRIVER, account));
  }
}
