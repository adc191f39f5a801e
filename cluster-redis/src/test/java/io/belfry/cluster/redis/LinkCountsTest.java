package io.belfry.cluster.redis;

import static io.belfry.cluster.redis.HookNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.protocol.ChannelName;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.Origin;
import io.belfry.server.cluster.Subject;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a cluster shows of itself to operators, moved by nodes in front of an engine. */
@Execution(ExecutionMode.CONCURRENT) // most of their time they wait
class LinkCountsTest {
  private static final Subject.OfChannel ROOM =
      new Subject.OfChannel(HookNode.APP, ChannelName.parse("presence-room").orElseThrow());
  private static final Subject.OfChannel HALL =
      new Subject.OfChannel(HookNode.APP, ChannelName.parse("presence-hall").orElseThrow());
  private static final String KEY = HookNode.LAYOUT.prefix(0);

  private final EngineProcess engine = EngineProcess.start();
  private final HookNode a = new HookNode(engine, 1, new LinkedBlockingQueue<>());
  private RedisClient client;
  private RedisCommands<String, String> redis;

  @BeforeEach
  void connect() {
    client = RedisClient.create(engine.url());
    redis = client.connect().sync();
  }

  @AfterEach
  void end() {
    a.close();
    client.shutdown();
    engine.close();
  }

  private HookNode second() {
    return new HookNode(engine, 2, new LinkedBlockingQueue<>());
  }

  @Test
  void givenTwoNodesAtWork_whatTheyDoIsCounted() {
    a.isFull(true);
    HookNode b = second();
    b.isFull(true);
    a.enter(ROOM);
    a.join(ROOM, "ann");
    b.enter(ROOM);
    b.join(ROOM, "bob");

    assertThat(a.seen.of("partitions")).isEqualTo(1);
    assertThat(a.seen.of("partitions_linked")).isEqualTo(1);
    await(() -> a.seen.of("nodes") == 2 && b.seen.of("nodes") == 2);
    await(() -> a.seen.of("bundles") > 0 && b.seen.of("rosters_read") > 0);
    assertThat(a.seen.of("steps")).isPositive().isEqualTo(a.seen.of("step_seconds"));
    assertThat(a.seen.of("beat_seconds")).isPositive();
    // Occupied, and two members.
    await(() -> a.seen.of("hooks_waiting") + b.seen.of("hooks_waiting") == 3);
    b.kill();
    await(() -> a.seen.of("retired") == 1 && a.seen.of("nodes") == 1);
    assertThat(a.seen.of("operations_waiting")).isZero();
  }

  @Test
  void givenAnEngineThatHangsAndComesBackEmpty_whatBecameOfItIsCounted() {
    a.enter(ROOM);
    engine.hang();
    await(() -> a.seen.of("link_losses", "no_answer") + a.seen.of("link_losses", "ended") > 0);
    await(() -> a.seen.of("partitions_linked") == 0);
    await(() -> refuses(a));
    a.enter(HALL);
    a.join(HALL, "ann");

    assertThat(a.seen.of("publish_refused")).isPositive();
    assertThat(a.seen.of("provisional")).isEqualTo(1);
    assertThat(a.seen.of("operations_waiting")).isPositive();

    engine.goOn();
    await(() -> a.seen.of("partitions_linked") == 1 && a.seen.of("operations_waiting") == 0);
    assertThat(a.seen.of("begun_anew", "gone")).isZero();
    engine.kill();
    engine.startAgain();
    await(() -> a.seen.of("begun_anew", "gone") == 1 && a.seen.of("partitions_linked") == 1);
  }

  private static boolean refuses(HookNode node) {
    Publication event =
        new Publication(
            HookNode.APP,
            ROOM.channel(),
            null,
            Origin.APPLICATION,
            "{}".getBytes(StandardCharsets.UTF_8));
    double before = node.seen.of("publish_refused");
    assertThatThrownBy(
            () -> HookNode.with(node.cluster.send(new ClusterMessage.Publish(List.of(event)))))
        .hasStackTraceContaining("cut off");
    return node.seen.of("publish_refused") > before;
  }

  @Test
  void givenAnEngineThatWasTouchedByHand_itIsCountedAndHealed() {
    a.enter(ROOM);
    a.join(ROOM, "ann");
    String id = redis.zrange(KEY + "nodes", 0, -1).getFirst();
    redis.hincrby(KEY + "n:" + id, "o", 1);
    a.join(ROOM, "bob");
    await(() -> a.seen.of("holes") > 0 || a.seen.of("link_losses", "deaf") > 0);

    redis.xadd(KEY + "hooks", Map.of("kind", "of tomorrow", "app", "1", "name", "x"));
    redis.hset(KEY + "meta", "dropped", "7");
    await(() -> a.seen.of("hooks_dropped") == 7);
    await(() -> a.seen.of("unknown_entries") > 0);

    redis.sadd(KEY + "h:" + id, "c1:1nobody");
    await(() -> a.seen.of("drift") == 1 && a.seen.of("begun_anew", "drift") == 1);
    await(() -> a.seen.of("partitions_linked") == 1);
  }
}
