package io.belfry.cluster.redis.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an engine says of itself, and whether it will do. */
class EngineInfoTest {
  @Test
  @Tag("CLU-004")
  void givenAnEngineThatIsTooOldOrEvicts_theSentenceSaysWhatToDo() {
    assertThat(EngineInfo.parse("redis_version:7.0.15\r\nrole:master\r\n").unfit()).isEmpty();
    assertThat(EngineInfo.parse("redis_version:10.1.0").unfit()).isEmpty();
    assertThat(EngineInfo.parse("redis_version:6.2.14").unfit().orElseThrow())
        .startsWith("The engine is Redis 6.2.14.");
    String valkey = "redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:";
    assertThat(EngineInfo.parse(valkey + "9.1.2").unfit()).isEmpty();
    assertThat(EngineInfo.parse(valkey + "7.2.0").unfit()).isEmpty();
    assertThat(EngineInfo.parse(valkey + "7.1.9").unfit()).isPresent();
    assertThat(EngineInfo.parse("gibberish").unfit()).isPresent();
    assertThat(EngineInfo.parse("redis_version:7.0.0\nmaxmemory_policy:allkeys-lru").unfit())
        .isPresent();
  }

  @Test
  void givenItsRole_itIsAMasterOrNot() {
    assertThat(EngineInfo.parse("role:master").isMaster()).isTrue();
    assertThat(EngineInfo.parse("role:slave").isMaster()).isFalse();
    assertThat(EngineInfo.parse("").isMaster()).isFalse();
  }
}
