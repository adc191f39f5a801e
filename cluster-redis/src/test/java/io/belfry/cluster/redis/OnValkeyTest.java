package io.belfry.cluster.redis;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** What holds with Redis holds with Valkey. */
@Tag("sdk")
class OnValkeyTest {
  @Nested
  class HookSending extends HookSendingTest {
    HookSending(EngineKind kind) {
      super(kind);
    }
  }

  @Nested
  class RedisReplies extends RedisRepliesTest {
    RedisReplies(EngineKind kind) {
      super(kind);
    }
  }
}
