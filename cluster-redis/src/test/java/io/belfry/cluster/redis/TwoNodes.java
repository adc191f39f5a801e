package io.belfry.cluster.redis;

import io.belfry.cluster.redis.lettuce.EngineSettings;
import io.belfry.cluster.redis.lettuce.EngineSettings.Encryption;
import io.belfry.server.config.EngineAddress;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;

/** An engine with two nodes, of which the second can be cut off: the engine knows it by a user. */
final class TwoNodes implements AutoCloseable {
  static final String USER = "b";
  private static final String PASSWORD = "secret";

  final EngineProcess engine;
  final RedisCommands<String, String> redis;
  final HookNode a;
  final HookNode b;
  private final RedisClient client;

  TwoNodes(EngineKind kind) {
    engine = kind.start();
    client = RedisClient.create(engine.url());
    redis = client.connect().sync();
    redis.aclSetuser(
        USER,
        AclSetuserArgs.Builder.on().addPassword(PASSWORD).allKeys().allChannels().allCommands());
    a = new HookNode(engine, 1, new LinkedBlockingQueue<>());
    b =
        new HookNode(
            new EngineSettings(
                EngineAddress.of(engine.url()),
                USER,
                () -> PASSWORD,
                Encryption.NONE,
                Optional.empty()),
            2);
  }

  /** The engine ends the second one's connections, and takes no new ones. */
  void cutOffB() {
    redis.aclSetuser(USER, AclSetuserArgs.Builder.off());
    redis.clientKill(KillArgs.Builder.user(USER));
  }

  /** The engine takes them again. */
  void letB() {
    redis.aclSetuser(USER, AclSetuserArgs.Builder.on());
  }

  @Override
  public void close() {
    a.close();
    b.close();
    client.close();
    engine.close();
  }
}
