package io.belfry.cluster.redis.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.belfry.cluster.redis.lettuce.EngineClient.Introduction;
import io.belfry.server.config.EngineAddress;
import io.belfry.server.config.EngineAddress.HostAndPort;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks sentinels, one after the other, who their master is: it has all partitions.
 *
 * <p>Thread: thread-safe.
 */
final class SentinelMasters implements MasterFinder {
  private static final String NEEDS_LOGIN = "NOAUTH";

  private final EngineClient client;
  private final EngineAddress url;

  SentinelMasters(EngineClient client, EngineAddress url) {
    this.client = client;
    this.url = url;
  }

  @Override
  public CompletionStage<Masters> find() {
    return AskedInTurn.ask(url.hosts(), this::ask)
        .thenApply(master -> partition -> Optional.of(master));
  }

  private CompletionStage<HostAndPort> ask(HostAndPort sentinel) {
    return client
        .once(sentinel, Introduction.NONE, this::master)
        .exceptionallyCompose(
            failure ->
                Failures.words(failure).contains(NEEDS_LOGIN)
                    ? client.once(sentinel, Introduction.BY_NAME, this::master)
                    : CompletableFuture.failedFuture(failure));
  }

  private CompletionStage<HostAndPort> master(RedisAsyncCommands<byte[], byte[]> sentinel) {
    CommandArgs<byte[], byte[]> question =
        new CommandArgs<>(ByteArrayCodec.INSTANCE)
            .add("GET-MASTER-ADDR-BY-NAME")
            .add(url.master().getBytes(UTF_8));
    return sentinel
        .dispatch(CommandType.SENTINEL, new ArrayOutput<>(ByteArrayCodec.INSTANCE), question)
        .thenApply(this::address);
  }

  private HostAndPort address(List<?> answer) {
    if (answer.isEmpty()) {
      throw new IllegalStateException("knows no master \"" + url.master() + "\"");
    }
    Parts parts = Parts.of(answer);
    return new HostAndPort(parts.text(), Integer.parseInt(parts.text()));
  }
}
