package io.belfry.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.cluster.ClusterAdapter.Room;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The connections of an app on two nodes in front of a real engine. */
@OnEngine
@Tag("CLU-052")
class ConnectionQuotaTest {
  private static final String APP = HookNode.APP;
  private static final String KEYS = HookNode.LAYOUT.prefix(0);
  private static final long LIMIT = HookNode.MAX_CONNECTIONS;

  private final EngineProcess process;
  private final RedisClient client;
  private final RedisCommands<String, String> redis;
  private final Map<String, Long> atA = new ConcurrentHashMap<>();
  private final Map<String, Long> atB = new ConcurrentHashMap<>();
  private final HookNode a;
  private final HookNode b;

  ConnectionQuotaTest(EngineKind kind) {
    process = kind.start();
    client = RedisClient.create(process.url());
    redis = client.connect().sync();
    a = new HookNode(process, 1, atA);
    b = new HookNode(process, 2, atB);
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
    client.close();
    process.close();
  }

  /** One more comes to the second node, if it may. */
  private long tryB() {
    long here = atB.getOrDefault(APP, 0L);
    if (b.cluster.room(APP, LIMIT, here + 1) == Room.FREE) {
      atB.put(APP, ++here);
    }
    return here;
  }

  private void stormAtB() {
    for (int i = 0; i < 100; i++) {
      tryB();
    }
  }

  private void atA(long connections) {
    atA.put(APP, connections);
    HookNode.await(() -> redis.hvals(KEYS + "q:" + APP).contains("" + connections));
  }

  @Test
  void givenConnectionsOfOneNode_theOtherAdmitsWhatTheyLeave() {
    atA.put("2", 1_000L);
    atA(6);
    HookNode.await(() -> tryB() == LIMIT - 6);
    stormAtB();
    assertThat(tryB()).isEqualTo(LIMIT - 6);
    atA(3);

    HookNode.await(() -> tryB() == LIMIT - 3);
    stormAtB();
    assertThat(tryB()).isEqualTo(LIMIT - 3);
  }

  @Test
  void givenANodeThatDies_itsConnectionsAreCountedNoMore() {
    atA(LIMIT);
    HookNode.await(() -> redis.hlen(KEYS + "q:" + APP) == 1 + tryB());
    stormAtB();
    // None where the engine has answered before the first was judged.
    assertThat(tryB()).as("who came before anything was known").isLessThanOrEqualTo(1);
    a.kill();

    HookNode.await(() -> tryB() == LIMIT);
  }

  @Test
  void givenAnEngineThatHangsOrForgetsAll_whatWasKnownLastHolds() {
    atA(6);
    HookNode.await(() -> tryB() == LIMIT - 6);
    process.hang();
    stormAtB();
    process.goOn();
    redis.flushall();
    HookNode.await(
        () -> {
          stormAtB();
          return redis.hlen(KEYS + "q:" + APP) == 2 && !redis.hexists(KEYS + "meta", "fresh");
        });
    stormAtB();

    assertThat(tryB()).isEqualTo(LIMIT - 6);
  }
}
