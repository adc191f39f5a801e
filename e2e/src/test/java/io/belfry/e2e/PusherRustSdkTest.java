package io.belfry.e2e;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;

/**
 * The official server library for Rust, unmodified, against the server. It knows neither batches
 * nor encrypted channels nor users. A minute of compiling is all it takes, which is why it runs
 * with {@code ./verify --all} only.
 */
@Tag("sdk")
@Tag("all")
class PusherRustSdkTest extends PublishingSdkContract<ServerSdk> {
  @AutoClose private static final SdkProgram DRIVER = SdkProgram.compiled("pusher-rust");

  PusherRustSdkTest() {
    super(account -> new DrivenServerSdk(DRIVER, account));
  }
}
