package io.belfry.cluster.redis.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.belfry.cluster.redis.wire.HookEntry;
import io.belfry.cluster.redis.wire.InboxEntry.GivenOrder;
import io.belfry.cluster.redis.wire.KeptTexts;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.Verdict.KeptEvent;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.ChannelFacts;
import io.belfry.server.store.CachedEvents.CachedEvent;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Answers questions from what stands in one partition, by plain reads.
 *
 * <p>Thread: thread-safe.
 *
 * @see "cluster.md, section 7; rule CLU-051"
 */
final class Questions {
  private static final int PAGE = 1_000;
  private static final int MAX_ORDERS = 10_000;
  private static final int MILLIS_OF_A_SECOND = 1_000;
  // No text as UTF-8 has this byte.
  private static final byte AFTER_ALL = (byte) 0xff;

  private final RedisAsyncCommands<byte[], byte[]> redis;
  private final String prefix;

  Questions(RedisAsyncCommands<byte[], byte[]> redis, String prefix) {
    this.redis = redis;
    this.prefix = prefix;
  }

  <A> CompletionStage<A> ask(Question.OfCluster<A> question) {
    CompletionStage<?> answer =
        switch (question) {
          case Question.OfChannels it -> facts(it.appId(), it.channels());
          case Question.OccupiedChannels it -> occupied(it);
          case Question.Members it -> members(it);
          case Question.ConnectionCount it -> sum(key("q:", it.appId()));
          case Question.Cached it -> cached(it);
        };
    // Each kind is answered with what it asks for.
    @SuppressWarnings("unchecked")
    CompletionStage<A> typed = (CompletionStage<A>) answer;
    return typed;
  }

  private byte[] key(String kind, String rest) {
    return (prefix + kind + rest).getBytes(UTF_8);
  }

  private byte[] key(String kind, String appId, ChannelName channel) {
    return key(kind, Layout.token(appId, channel.text()));
  }

  private CompletionStage<Map<String, ChannelFacts>> facts(
      String appId, Collection<ChannelName> channels) {
    Map<String, ChannelFacts> found = new ConcurrentHashMap<>();
    List<CompletableFuture<Void>> all = new ArrayList<>(channels.size());
    for (ChannelName channel : channels) {
      CompletionStage<Long> members =
          channel.kind().has(Trait.ROSTER)
              ? redis.hlen(key("m:", appId, channel))
              : CompletableFuture.completedFuture(0L);
      all.add(
          redis
              .hvals(key("c:", appId, channel))
              .thenAcceptBoth(
                  members,
                  (numbers, count) -> {
                    if (!numbers.isEmpty()) {
                      found.put(channel.text(), new ChannelFacts(sum(numbers), count));
                    }
                  })
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApply(done -> found);
  }

  private CompletionStage<Map<String, ChannelFacts>> occupied(Question.OccupiedChannels question) {
    byte[] start = question.prefix().getBytes(UTF_8);
    return page(question, Boundary.including(start));
  }

  private CompletionStage<Map<String, ChannelFacts>> page(
      Question.OccupiedChannels question, Boundary<byte[]> from) {
    byte[] start = question.prefix().getBytes(UTF_8);
    byte[] end = Arrays.copyOf(start, start.length + 1);
    end[start.length] = AFTER_ALL;
    return redis
        .zrangebylex(
            key("l:", question.appId()),
            Range.from(from, Boundary.excluding(end)),
            Limit.create(0, PAGE))
        .thenCompose(
            names ->
                facts(question.appId(), channels(names))
                    .thenCompose(
                        facts ->
                            names.size() < PAGE
                                ? CompletableFuture.completedFuture(facts)
                                : page(question, Boundary.excluding(names.get(PAGE - 1)))
                                    .thenApply(more -> question.merge(facts, more))));
  }

  private static List<ChannelName> channels(List<byte[]> names) {
    return names.stream()
        .map(name -> ChannelName.parse(text(name), Integer.MAX_VALUE, Integer.MAX_VALUE))
        .flatMap(Optional::stream)
        .toList();
  }

  private CompletionStage<List<Member>> members(Question.Members question) {
    return redis
        .hgetall(key("m:", question.appId(), question.channel()))
        .thenApply(
            all -> {
              List<Object> flat = new ArrayList<>(2 * all.size());
              all.forEach(
                  (user, value) -> {
                    flat.add(user);
                    flat.add(value);
                  });
              return AnswerReader.members(Parts.of(flat));
            });
  }

  private CompletionStage<Optional<CachedEvent>> cached(Question.Cached question) {
    byte[] key = key("e:", question.appId(), question.channel());
    CompletionStage<Optional<byte[]>> value = redis.get(key).thenApply(Optional::ofNullable);
    return value.thenCombine(
        redis.pttl(key),
        (kept, millisLeft) ->
            kept.flatMap(it -> AnswerReader.kept(it, millisLeft)).map(Questions::cached));
  }

  private static CachedEvent cached(KeptEvent kept) {
    return new CachedEvent(kept.text(), kept.order(), kept.millisLeft() / MILLIS_OF_A_SECOND);
  }

  private CompletionStage<Long> sum(byte[] key) {
    return redis.hvals(key).thenApply(Questions::sum);
  }

  private static long sum(List<byte[]> numbers) {
    return numbers.stream().mapToLong(number -> Long.parseLong(text(number))).sum();
  }

  /** All nodes that were not taken for dead. */
  CompletionStage<List<NodeId>> nodes() {
    return redis
        .zrange(key("nodes", ""), 0, -1)
        .thenApply(ids -> AnswerReader.nodes(Parts.of(new ArrayList<Object>(ids))));
  }

  /**
   * Who is shut out.
   *
   * @param meta key of the partition's {@code meta}
   */
  CompletionStage<KeptTexts> kept(byte[] meta) {
    // The number comes first: what changes meanwhile is told, and is counted then.
    return redis
        .hget(meta, "shut".getBytes(UTF_8))
        .thenCompose(
            changes ->
                redis
                    .smembers(key("bapps", ""))
                    .thenCompose(apps -> all(new ArrayDeque<>(apps), new ArrayList<>()))
                    .thenApply(
                        texts ->
                            new KeptTexts(
                                changes == null ? 0 : Long.parseLong(text(changes)), texts)));
  }

  private CompletionStage<List<byte[]>> all(ArrayDeque<byte[]> apps, List<byte[]> found) {
    byte[] app = apps.poll();
    return app == null
        ? CompletableFuture.completedFuture(found)
        : scan(key("b:", text(app)), ScanCursor.INITIAL, found)
            .thenCompose(done -> all(apps, found));
  }

  private CompletionStage<Void> scan(byte[] hash, ScanCursor from, List<byte[]> found) {
    return redis
        .hscan(hash, from, ScanArgs.Builder.limit(PAGE))
        .thenCompose(
            page -> {
              found.addAll(page.getMap().values());
              return page.isFinished()
                  ? CompletableFuture.completedFuture(null)
                  : scan(hash, page, found);
            });
  }

  /** Orders given after that one. */
  CompletionStage<List<GivenOrder>> ordersAfter(String id) {
    Function<StreamMessage<byte[], byte[]>, GivenOrder> read =
        message -> new GivenOrder(message.getId(), field(message, "o"));
    return redis
        .xrange(
            key("orders", ""),
            Range.from(Boundary.excluding(id), Boundary.unbounded()),
            Limit.create(0, MAX_ORDERS))
        .thenApply(messages -> messages.stream().map(read).toList());
  }

  /** Webhook events after that one. */
  CompletionStage<List<HookEntry>> hooksAfter(String id, int most) {
    return redis
        .xrange(
            key("hooks", ""),
            Range.from(Boundary.excluding(id), Boundary.unbounded()),
            Limit.create(0, most))
        .thenApply(messages -> messages.stream().map(Questions::hook).toList());
  }

  private static HookEntry hook(StreamMessage<byte[], byte[]> message) {
    return new HookEntry(
        message.getId(),
        text(field(message, "kind")),
        text(field(message, "app")),
        text(field(message, "name")),
        text(field(message, "user")),
        field(message, "data"));
  }

  // By its name: a later version may have more of them (rule CLU-070). Without one it is empty.
  private static byte[] field(StreamMessage<byte[], byte[]> message, String name) {
    for (Map.Entry<byte[], byte[]> each : message.getBody().entrySet()) {
      if (text(each.getKey()).equals(name)) {
        return each.getValue();
      }
    }
    return new byte[0];
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
