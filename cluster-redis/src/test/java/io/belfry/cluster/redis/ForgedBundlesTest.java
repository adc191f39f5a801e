package io.belfry.cluster.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelName;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Subject;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody else at the engine who writes to the inbox of a node. */
@OnEngine
class ForgedBundlesTest {
  private static final Subject.OfChannel NEWS =
      new Subject.OfChannel(HookNode.APP, ChannelName.parse("news").orElseThrow());

  private final EngineProcess process;
  private final RedisClient client;
  private final RedisCommands<byte[], byte[]> redis;
  private final HookNode node;
  private final byte[] inbox;

  ForgedBundlesTest(EngineKind kind) {
    process = kind.start();
    client = RedisClient.create(process.url());
    redis = client.connect(ByteArrayCodec.INSTANCE).sync();
    node = new HookNode(process, 1, new LinkedBlockingQueue<>());
    inbox = (HookNode.LAYOUT.prefix(0) + "i:" + node.cluster.node() + ".0").getBytes(UTF_8);
    byte[] meta = (HookNode.LAYOUT.prefix(0) + "meta").getBytes(UTF_8);
    HookNode.await(() -> !redis.hexists(meta, "fresh".getBytes(UTF_8)));
    node.enter(NEWS);
  }

  @AfterEach
  void close() {
    node.close();
    client.close();
    process.close();
  }

  private static byte[] bundle(long number, char kind, String... texts) {
    ByteBuffer bytes = ByteBuffer.allocate(1_000).putLong(number).put((byte) kind);
    for (String text : texts) {
      bytes.putInt(text.length()).put(text.getBytes(UTF_8));
    }
    byte[] all = new byte[bytes.position()];
    bytes.flip().get(all);
    return all;
  }

  // Whoever is refused or not heard for a moment comes again, as an application does.
  private boolean isHeard(String text) throws InterruptedException {
    Publication said =
        new Publication(
            HookNode.APP,
            NEWS.channel(),
            null,
            Publication.Origin.APPLICATION,
            text.getBytes(UTF_8));
    try {
      node.cluster.send(new ClusterMessage.Publish(List.of(said))).toCompletableFuture().get();
    } catch (ExecutionException e) {
      return false;
    }
    for (Publication heard = next(); heard != null; heard = next()) {
      if (new String(heard.text(), UTF_8).equals(text)) {
        return true;
      }
    }
    return false;
  }

  private Publication next() throws InterruptedException {
    return node.published.poll(300, TimeUnit.MILLISECONDS);
  }

  @Test
  @Tag("CLU-073")
  void givenForgedBundles_theNodeIsRightAgainByItself() throws InterruptedException {
    Random random = new Random(69);
    assertThat(isHeard("before")).isTrue();
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes =
          bundle(1 + random.nextInt(4), "+-ENOHxyQA".charAt(i % 10), "1:1news", "ann", "x");
      for (int changes = random.nextInt(6); changes > 0; changes--) {
        bytes[8 + random.nextInt(bytes.length - 8)] = (byte) random.nextInt();
      }
      redis.spublish(inbox, bytes);
    }
    redis.spublish(inbox, bundle(2, 'O', "x-y", "order", ""));
    redis.spublish(inbox, new byte[3]);
    redis.spublish(inbox, bundle(Long.MAX_VALUE, 'H', "", "", ""));
    redis.spublish(inbox, bundle(-1, 'H', "", "", ""));

    boolean isHeard = false;
    for (int i = 0; !isHeard && i < 60; i++) {
      isHeard = isHeard("after " + i);
    }
    assertThat(isHeard).isTrue();
  }
}
