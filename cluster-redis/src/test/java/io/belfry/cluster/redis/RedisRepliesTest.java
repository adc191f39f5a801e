package io.belfry.cluster.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.store.ReplyStore;
import io.belfry.server.store.ReplyStore.Claim;
import io.belfry.server.store.ReplyStore.IdempotencyKey;
import io.belfry.server.testkit.ReplyStoreContract;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Replies to idempotency keys of two nodes in front of a real engine. */
@OnEngine
@Execution(ExecutionMode.SAME_THREAD) // all use one cluster
class RedisRepliesTest extends ReplyStoreContract {
  private static final Duration LIFE = Duration.ofMinutes(2);
  private static final String PREFIX = HookNode.LAYOUT.prefix(0);
  private static final byte[] REPLY = "{\"channels\":{}}".getBytes(UTF_8);

  // A new cluster takes seconds until it has settled, so all tests share one.
  private static final Map<EngineKind, Cluster> CLUSTERS = new ConcurrentHashMap<>();

  private final EngineProcess process;
  private final RedisCommands<String, String> redis;
  private final ReplyStore replies;
  private final ReplyStore elsewhere;

  RedisRepliesTest(EngineKind kind) {
    Cluster cluster = CLUSTERS.computeIfAbsent(kind, Cluster::new);
    process = cluster.process;
    redis = cluster.redis;
    replies = cluster.a.cluster.replies().orElseThrow();
    elsewhere = cluster.b.cluster.replies().orElseThrow();
    redis.keys(PREFIX + "k*").forEach(redis::del);
  }

  private static final class Cluster {
    private final EngineProcess process;
    private final RedisClient client;
    private final RedisCommands<String, String> redis;
    private final HookNode a;
    private final HookNode b;

    private Cluster(EngineKind kind) {
      process = kind.start();
      client = RedisClient.create(process.url());
      redis = client.connect().sync();
      a = new HookNode(process, 1, new LinkedBlockingQueue<>());
      b = new HookNode(process, 2, new LinkedBlockingQueue<>());
    }

    private void close() {
      a.close();
      b.close();
      client.close();
      process.close();
    }
  }

  @AfterAll
  static void close() {
    CLUSTERS.values().forEach(Cluster::close);
    CLUSTERS.clear();
  }

  @Override
  protected ReplyStore empty() {
    return replies;
  }

  /** What is over the engine forgets; a test of two minutes nobody waits for. */
  @Override
  protected void pass(Duration time) {
    keys().forEach(key -> assertThat(redis.pttl(key)).isBetween(1L, time.toMillis()));
    keys().forEach(redis::del);
  }

  private List<String> keys() {
    return redis.keys(PREFIX + "k:*");
  }

  private static IdempotencyKey key(String text) {
    return new IdempotencyKey("1", text);
  }

  private static Claim claim(ReplyStore store, IdempotencyKey key, String fingerprint) {
    return HookNode.with(store.claim(key, fingerprint, LIFE));
  }

  private static long granted(ReplyStore store, IdempotencyKey key) {
    return ((Claim.Granted) claim(store, key, "f")).version();
  }

  private static void complete(ReplyStore store, IdempotencyKey key, long version, byte[] reply) {
    HookNode.with(store.complete(key, version, reply).handle((kept, failure) -> kept));
  }

  @Test
  @Tag("HTTP-090")
  @Tag("HTTP-091")
  void givenAKeyOfOneNode_theOtherKnowsWhatBecameOfIt() {
    long version = granted(replies, key("k"));
    assertThat(claim(elsewhere, key("k"), "f")).isEqualTo(new Claim.InProgress());
    assertThat(claim(elsewhere, key("k"), "other")).isEqualTo(new Claim.Conflict());
    complete(replies, key("k"), version, REPLY);

    assertThat(((Claim.Answered) claim(elsewhere, key("k"), "f")).reply()).isEqualTo(REPLY);
    assertThat(claim(elsewhere, key("k"), "other")).isEqualTo(new Claim.Conflict());
    assertThat(redis.pttl(keys().get(0))).isBetween(1L, LIFE.toMillis());
  }

  @Test
  @Tag("HTTP-090")
  void givenManyWhoClaimOnBothNodesAtOnce_oneIsGrantedOfEachKey() {
    for (int round = 0; round < 50; round++) {
      IdempotencyKey key = key("k" + round);
      List<CompletableFuture<Claim>> claims =
          Stream.of(replies, elsewhere, replies, elsewhere)
              .map(
                  store ->
                      CompletableFuture.supplyAsync(() -> store.claim(key, "f", LIFE))
                          .thenCompose(claim -> claim))
              .toList();
      assertThat(claims.stream().map(HookNode::with))
          .filteredOn(Claim.Granted.class::isInstance)
          .hasSize(1);
    }
  }

  @Test
  @Tag("CLU-003")
  void givenKeysThatLookAlike_noneIsTakenForAnother() {
    List<IdempotencyKey> all = new ArrayList<>();
    for (String hostile :
        List.of("k", "1:k", "{10}:k", "*", "k\u0000", "k\n", "l:1", "\uD83D\uDD11".repeat(128))) {
      for (String app : List.of("1", "1:", "11", "a:b", "a")) {
        all.add(new IdempotencyKey(app, hostile));
        all.add(new IdempotencyKey(app, "b:" + hostile));
      }
    }
    assertThat(Set.copyOf(all)).hasSameSizeAs(all);
    for (IdempotencyKey key : all) {
      complete(replies, key, granted(replies, key), key.toString().getBytes(UTF_8));
    }
    for (IdempotencyKey key : all) {
      Claim.Answered answered = (Claim.Answered) claim(elsewhere, key, "f");
      assertThat(new String(answered.reply(), UTF_8)).isEqualTo(key.toString());
    }
  }

  @Test
  @Tag("HTTP-090")
  @Tag("CLU-022")
  void givenANodeThatDiesWhileItPublishes_theKeyIsUnderWayUntilItsTimeIsOver() {
    HookNode third = new HookNode(process, 3, new LinkedBlockingQueue<>());
    granted(third.cluster.replies().orElseThrow(), key("k"));
    third.kill();
    HookNode.await(() -> redis.zcard(PREFIX + "nodes") == 2);

    assertThat(claim(elsewhere, key("k"), "f")).isEqualTo(new Claim.InProgress());
    pass(LIFE);
    granted(elsewhere, key("k"));
  }

  @Test
  @Tag("HTTP-092")
  @Tag("CLU-043")
  void givenAnEngineThatHangs_nobodyIsLetThroughAndTheKeyIsFreeAfterwards() {
    process.hang();
    assertThatThrownBy(() -> claim(replies, key("k"), "f"))
        .hasRootCauseInstanceOf(NotAccepted.class)
        .rootCause()
        .hasMessageContaining("nothing was published");
    process.goOn();

    // The engine may carry out what it was sent while it hung.
    HookNode.await(() -> isGranted(elsewhere, key("k")));
  }

  @Test
  @Tag("HTTP-090")
  @Tag("HTTP-092")
  void givenAClaimThatTheEngineReadsWhenItsNodeHasGone_itIsTooLateAndTheKeyIsFree() {
    HookNode third = new HookNode(process, 3, new LinkedBlockingQueue<>());
    ReplyStore gone = third.cluster.replies().orElseThrow();
    process.hang();
    assertThatThrownBy(() -> claim(gone, key("k"), "f")).hasRootCauseInstanceOf(NotAccepted.class);
    third.kill();
    process.goOn();
    // It is taken for dead after all that it had said was read.
    HookNode.await(() -> redis.zcard(PREFIX + "nodes") == 2);

    granted(elsewhere, key("k"));
  }

  @Test
  @Tag("HTTP-090")
  void givenANodeThatIsWrongAboutTheEnginesClock_itsClaimsAreTakenAllTheSame() {
    HookNode third = new HookNode(process, 4, new LinkedBlockingQueue<>());
    ReplyStore wrong = third.cluster.replies().orElseThrow();
    third.shift.addAndGet(-Duration.ofHours(1).toNanos());

    long version = granted(wrong, key("k"));
    complete(wrong, key("k"), version, REPLY);
    assertThat(claim(elsewhere, key("k"), "f")).isInstanceOf(Claim.Answered.class);
    third.close();
  }

  private static boolean isGranted(ReplyStore store, IdempotencyKey key) {
    return store
        .claim(key, "f", LIFE)
        .handle((claim, failure) -> claim instanceof Claim.Granted)
        .toCompletableFuture()
        .join();
  }

  @Test
  @Tag("HTTP-090")
  void givenAReplyThatTheEngineDoesNotTakeAtOnce_itIsSaidAgain() {
    long version = granted(replies, key("k"));
    process.hang();
    complete(replies, key("k"), version, REPLY);
    process.goOn();

    HookNode.await(
        () ->
            elsewhere
                    .claim(key("k"), "f", LIFE)
                    .handle((claim, failure) -> claim)
                    .toCompletableFuture()
                    .join()
                instanceof Claim.Answered);
  }

  @Test
  @Tag("HTTP-090")
  void givenAReplyThatIsTooLong_itIsNotKeptAndNothingIsCarriedOutTwice() {
    IdempotencyKey key = key("k");
    complete(replies, key, granted(replies, key), new byte[RedisReplies.MAX_REPLY_BYTES + 1]);
    assertThat(claim(elsewhere, key, "f")).isEqualTo(new Claim.InProgress());
    IdempotencyKey other = key("other");
    complete(replies, other, granted(replies, other), new byte[RedisReplies.MAX_REPLY_BYTES]);
    assertThat(claim(elsewhere, other, "f")).isInstanceOf(Claim.Answered.class);
  }

  @Test
  @Tag("HTTP-090")
  void givenMoreThanAnAppMayKeep_theOldestRepliesAreForgottenAndNothingUnderWay() {
    granted(replies, key("under way"));
    byte[] large = new byte[RedisReplies.MAX_REPLY_BYTES];
    for (int i = 0; i < 20; i++) {
      complete(replies, key("k" + i), granted(replies, key("k" + i)), large);
    }
    IdempotencyKey ofAnother = new IdempotencyKey("2", "k0");
    granted(replies, ofAnother);

    assertThat(claim(elsewhere, key("under way"), "f")).isEqualTo(new Claim.InProgress());
    assertThat(claim(elsewhere, key("k19"), "f")).isInstanceOf(Claim.Answered.class);
    granted(elsewhere, key("k0"));
    assertThat(claim(elsewhere, ofAnother, "f")).isEqualTo(new Claim.InProgress());
    assertThat(-redis.zscore(PREFIX + "kl:1", "")).isEqualTo(listed("1"));
  }

  private double listed(String app) {
    return redis.zrange(PREFIX + "kl:" + app, 1, -1).stream()
        .mapToLong(entry -> Long.parseLong(entry.substring(0, entry.indexOf(':'))))
        .sum();
  }

  @Test
  @Tag("HTTP-090")
  void givenTwiceAsManyKeysUnderWayAsAnAppMayKeep_noMoreAreTakenUntilSomeAreOver() {
    String list = PREFIX + "kl:1";
    redis.eval(
        "for i = 1, 20000 do redis.call('ZADD', KEYS[1], ARGV[1], '300:k' .. i)"
            + " redis.call('HSET', ARGV[2] .. i, 'c', 'x', 'f', 'f') end"
            + " redis.call('ZADD', KEYS[1], -6000000, '')",
        io.lettuce.core.ScriptOutputType.STATUS,
        new String[] {list},
        "99999999999999",
        PREFIX + "k:1:1k");

    assertThatThrownBy(() -> claim(replies, key("one more"), "f"))
        .hasRootCauseInstanceOf(NotAccepted.class);
    redis.zadd(list, 1, "300:k7");
    granted(replies, key("one more"));
    granted(replies, new IdempotencyKey("2", "k"));
  }
}
