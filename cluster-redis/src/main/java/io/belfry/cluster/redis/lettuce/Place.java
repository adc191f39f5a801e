package io.belfry.cluster.redis.lettuce;

import io.belfry.cluster.redis.lettuce.CallWriter.ScriptCall;
import io.belfry.server.config.EngineAddress.HostAndPort;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One engine process that is master now, with two connections: one for commands, one on which the
 * inboxes of the partitions that live there arrive; and a third where webhooks wait for replicas.
 * When either of the two does not work the place is lost for good, for all of them; another one is
 * made then.
 *
 * <p>Thread: thread-safe.
 *
 * @see "cluster.md, section 9"
 */
final class Place {
  private static final Duration BETWEEN_PINGS = Duration.ofSeconds(20);

  private final HostAndPort address;
  private final StatefulRedisConnection<byte[], byte[]> commands;
  private final InboxConnection inboxes;
  private final InboxFlow flow;
  private final ReplicaWait replicas;
  private final Optional<String> unfit;
  private final Map<ByteBuffer, Resident> residents = new ConcurrentHashMap<>();
  // How often the engine has yet to confirm that an inbox is left: somebody may be in it again.
  private final Map<ByteBuffer, Integer> leaving = new ConcurrentHashMap<>();
  private final AtomicBoolean isLost = new AtomicBoolean();
  private volatile @Nullable ScheduledFuture<?> pings;

  private Place(Opening opening, EngineInfo info, InboxConnection inboxes) {
    this.address = opening.address;
    this.commands = opening.commands;
    this.inboxes = inboxes;
    this.flow = new InboxFlow(inboxes::read, inboxes::rest);
    this.replicas = new ReplicaWait(opening.client, opening.address);
    this.unfit = info.unfit();
  }

  /** What is known before there is a place. */
  private record Opening(
      HostAndPort address, StatefulRedisConnection<byte[], byte[]> commands, EngineClient client) {}

  /** Connects to a process, looks whether it is a master, and loads the scripts. */
  static CompletionStage<Place> open(EngineClient client, HostAndPort address) {
    return client
        .commands(address)
        .thenCompose(
            commands ->
                open(new Opening(address, commands, client))
                    .whenComplete(
                        (place, failure) -> {
                          if (failure != null) {
                            commands.closeAsync();
                          }
                        }));
  }

  private static CompletionStage<Place> open(Opening opening) {
    RedisAsyncCommands<byte[], byte[]> commands = opening.commands.async();
    return commands
        .info()
        .thenApply(text -> master(opening, EngineInfo.parse(text)))
        .thenCompose(
            info ->
                load(commands)
                    .thenCompose(loaded -> opening.client.inbox(opening.address))
                    .thenApply(inbox -> new Place(opening, info, inbox).start(opening.client)));
  }

  private static EngineInfo master(Opening opening, EngineInfo info) {
    if (!info.isMaster()) {
      throw new IllegalStateException("The engine at " + opening.address + " is no master.");
    }
    return info;
  }

  private static CompletionStage<?> load(RedisAsyncCommands<byte[], byte[]> commands) {
    List<CompletableFuture<String>> loaded = new ArrayList<>();
    for (Script script : Script.values()) {
      loaded.add(commands.scriptLoad(script.text()).toCompletableFuture());
    }
    return CompletableFuture.allOf(loaded.toArray(CompletableFuture[]::new));
  }

  private Place start(EngineClient client) {
    inboxes.addListener(new Arrivals());
    RedisConnectionStateListener watch =
        new RedisConnectionStateListener() {
          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
            lose(new IllegalStateException("The connection to " + address + " has ended."));
          }
        };
    commands.addListener(watch);
    inboxes.addListener(watch);
    pings = client.every(BETWEEN_PINGS, this::ping);
    if (!commands.isOpen() || !inboxes.isOpen()) {
      lose(new IllegalStateException("The connection to " + address + " has ended at once."));
    }
    return this;
  }

  private void ping() {
    if (flow.isRead()) {
      inboxes.async().ping().exceptionally(this::lostBy);
    }
  }

  private @Nullable String lostBy(Throwable failure) {
    lose(failure);
    return null;
  }

  HostAndPort address() {
    return address;
  }

  /** What is wrong with the process for good, in a sentence. */
  Optional<String> unfit() {
    return unfit;
  }

  boolean isLost() {
    return isLost.get();
  }

  InboxFlow flow() {
    return flow;
  }

  /** For plain reads. */
  RedisAsyncCommands<byte[], byte[]> reads() {
    return commands.async();
  }

  /** Completes when a replica has what was done so far; at once when there is none. */
  CompletionStage<Void> replicated() {
    return reads()
        .info("replication")
        .thenCompose(
            text ->
                EngineInfo.parse(text).hasReplicas()
                    ? replicas.once()
                    : CompletableFuture.completedFuture(null));
  }

  /** Calls a script, loading it again if the engine has forgotten it. */
  CompletionStage<List<Object>> call(byte[] key, ScriptCall call) {
    return eval(key, call)
        .exceptionallyCompose(
            failure ->
                Failures.isScriptMissing(failure)
                    ? again(key, call)
                    : CompletableFuture.failedFuture(failure));
  }

  // Both go out at once, so that as little as can be comes between them.
  private CompletionStage<List<Object>> again(byte[] key, ScriptCall call) {
    CompletionStage<?> loaded = load(commands.async());
    CompletionStage<List<Object>> answer = eval(key, call);
    return loaded.thenCompose(done -> answer);
  }

  private CompletionStage<List<Object>> eval(byte[] key, ScriptCall call) {
    return commands
        .async()
        .evalsha(
            call.script().digest(),
            ScriptOutputType.MULTI,
            new byte[][] {key},
            call.arguments().toArray(byte[][]::new));
  }

  /** Takes somebody in; completes when the engine has confirmed its inbox. */
  CompletionStage<Void> enter(byte[] inbox, Resident resident) {
    residents.put(ByteBuffer.wrap(inbox), resident);
    if (isLost()) {
      residents.remove(ByteBuffer.wrap(inbox));
      return CompletableFuture.failedFuture(new IllegalStateException(address + " is lost."));
    }
    return inboxes.async().ssubscribe(inbox);
  }

  /** Lets somebody go while all others stay. */
  void leave(byte[] inbox) {
    Resident left = residents.remove(ByteBuffer.wrap(inbox));
    if (left != null) {
      flow.goOn(left);
    }
    if (residents.isEmpty()) {
      lose(new IllegalStateException("Nobody lives at " + address + " any more."));
    } else if (!isLost()) {
      leaving.merge(ByteBuffer.wrap(inbox), 1, Integer::sum);
      inboxes.async().sunsubscribe(inbox);
    }
  }

  /** Forgets somebody who does not want to hear how the place is lost. */
  void forget(byte[] inbox) {
    residents.remove(ByteBuffer.wrap(inbox));
  }

  /** Tells those whose partition has another master now. */
  void compareWith(Masters masters) {
    for (Map.Entry<ByteBuffer, Resident> each : residents.entrySet()) {
      Optional<HostAndPort> master = masters.of(each.getValue().partition());
      if (master.isPresent() && !master.get().equals(address)) {
        Resident resident = each.getValue();
        leave(each.getKey().array());
        resident.lost(new IllegalStateException("The master is " + master.get() + " now."));
      }
    }
  }

  /** Gives both connections up, and tells all who live here. Completes when they are closed. */
  CompletableFuture<Void> lose(Throwable cause) {
    if (!isLost.compareAndSet(false, true)) {
      return CompletableFuture.completedFuture(null);
    }
    ScheduledFuture<?> ping = pings;
    if (ping != null) {
      ping.cancel(false);
    }
    CompletableFuture<Void> closed =
        CompletableFuture.allOf(commands.closeAsync(), inboxes.closeAsync());
    replicas.close();
    List<Resident> all = List.copyOf(residents.values());
    residents.clear();
    all.forEach(resident -> resident.lost(cause));
    return closed;
  }

  /** What comes on the connection for inboxes. */
  private final class Arrivals extends RedisPubSubAdapter<byte[], byte[]> {
    @Override
    public void smessage(byte[] inbox, byte[] bundle) {
      Resident resident = residents.get(ByteBuffer.wrap(inbox));
      if (resident != null) {
        // What waits is what was read of it, so the bytes themselves are not held.
        int size = bundle.length;
        flow.arrived(size);
        resident.arrived(bundle, () -> flow.taken(size));
      }
    }

    @Override
    public void sunsubscribed(byte[] inbox, long count) {
      if (wasAskedFor(ByteBuffer.wrap(inbox))) {
        return;
      }
      // The slot has moved away.
      Resident resident = residents.remove(ByteBuffer.wrap(inbox));
      if (resident != null) {
        flow.goOn(resident);
        resident.lost(new IllegalStateException("The partition has left " + address + "."));
      }
    }

    // One connection has one thread, which alone counts down.
    private boolean wasAskedFor(ByteBuffer inbox) {
      boolean isAwaited = leaving.containsKey(inbox);
      leaving.computeIfPresent(inbox, (unused, times) -> times == 1 ? null : times - 1);
      return isAwaited;
    }
  }
}
