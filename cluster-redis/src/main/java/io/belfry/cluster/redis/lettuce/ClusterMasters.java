package io.belfry.cluster.redis.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.belfry.cluster.redis.lettuce.EngineClient.Introduction;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.server.config.EngineAddress;
import io.belfry.server.config.EngineAddress.HostAndPort;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Asks any node of a Redis Cluster who has which slots. A partition lives where the slot of its tag
 * lives. Nodes that were named once are asked first, as those of the settings may be gone.
 *
 * <p>Thread: thread-safe.
 */
final class ClusterMasters implements MasterFinder {
  private final EngineClient client;
  private final EngineAddress url;
  private final int[] slots;
  private volatile List<HostAndPort> known = List.of();

  ClusterMasters(EngineClient client, EngineAddress url, Layout layout) {
    this.client = client;
    this.url = url;
    this.slots = new int[layout.partitions()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = slot(layout.prefix(i));
    }
  }

  private static int slot(String prefix) {
    return Layout.slot(prefix.substring(prefix.indexOf('{') + 1, prefix.indexOf('}')));
  }

  @Override
  public CompletionStage<Masters> find() {
    Set<HostAndPort> whom = new LinkedHashSet<>(known);
    whom.addAll(url.hosts());
    return AskedInTurn.ask(List.copyOf(whom), this::ask).thenApply(this::masters);
  }

  private CompletionStage<List<Range>> ask(HostAndPort node) {
    return client.once(node, Introduction.BY_NAME, commands -> ranges(node, commands));
  }

  private static CompletionStage<List<Range>> ranges(
      HostAndPort asked, RedisAsyncCommands<byte[], byte[]> commands) {
    return commands
        .clusterSlots()
        .thenApply(
            answer -> {
              List<Range> ranges = new ArrayList<>();
              Parts parts = Parts.of(answer);
              while (parts.hasNext()) {
                ranges.add(range(asked, parts.parts()));
              }
              return ranges;
            });
  }

  private static Range range(HostAndPort asked, Parts parts) {
    long first = parts.number();
    long last = parts.number();
    Parts master = parts.parts();
    // A node that does not know its own address leaves it away: it is the one that was asked.
    Object host = master.next();
    String name = host instanceof byte[] bytes && bytes.length > 0 ? text(bytes) : asked.host();
    return new Range(first, last, new HostAndPort(name, (int) master.number()));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  private Masters masters(List<Range> ranges) {
    List<Optional<HostAndPort>> masters = new ArrayList<>(slots.length);
    for (int slot : slots) {
      masters.add(ranges.stream().filter(it -> it.holds(slot)).map(Range::master).findFirst());
    }
    List<HostAndPort> nodes = ranges.stream().map(Range::master).distinct().toList();
    if (!nodes.isEmpty()) {
      known = nodes;
    }
    return masters::get;
  }

  private record Range(long first, long last, HostAndPort master) {
    boolean holds(int slot) {
      return first <= slot && slot <= last;
    }
  }
}
