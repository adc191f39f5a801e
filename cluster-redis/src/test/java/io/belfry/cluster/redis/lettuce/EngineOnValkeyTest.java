package io.belfry.cluster.redis.lettuce;

import io.belfry.cluster.redis.EngineKind;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** What holds with Redis holds with Valkey. */
@Tag("sdk")
class EngineOnValkeyTest {
  @Nested
  class Holdings extends ScriptTest {
    Holdings(EngineKind kind) {
      super(kind);
    }
  }

  @Nested
  class Times extends ScriptTimeTest {
    Times(EngineKind kind) {
      super(kind);
    }
  }

  @Nested
  class Models extends ScriptModelTest {
    Models(EngineKind kind) {
      super(kind);
    }
  }

  @Nested
  class Engines extends LettuceEngineTest {
    Engines(EngineKind kind) {
      super(kind);
    }
  }

  @Nested
  class SpoiltPartitions extends SpoiltPartitionTest {
    SpoiltPartitions(EngineKind kind) {
      super(kind);
    }
  }

  @Nested
  class HookEntries extends HookEntriesTest {
    HookEntries(EngineKind kind) {
      super(kind);
    }
  }

  @Nested
  class Access extends EngineAccessTest {
    Access(EngineKind kind) {
      super(kind);
    }
  }

  @Nested
  class Inspections extends EngineInspectionTest {
    Inspections(EngineKind kind) {
      super(kind);
    }
  }

  @Nested
  class Sentinels extends SentinelTest {
    Sentinels(EngineKind kind) {
      super(kind);
    }
  }

  @Nested
  class Clusters extends RedisClusterTest {
    Clusters(EngineKind kind) {
      super(kind);
    }
  }
}
