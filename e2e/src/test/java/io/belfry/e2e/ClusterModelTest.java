package io.belfry.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Three nodes on a real engine, and clients that do anything: at quiet points all agree. Property
 * {@code belfry.model.seeds} says how many seeds are tried, {@code belfry.model.seed} one to try
 * again, {@code belfry.model.rounds} how many quiet points each has.
 */
class ClusterModelTest {
  private static final int SEEDS = Integer.getInteger("belfry.model.seeds", 2);
  private static final long ONE = Long.getLong("belfry.model.seed", -1);
  private static final int ROUNDS = Integer.getInteger("belfry.model.rounds", 3);
  private static final int ACTS = 120;
  private static final int MOST_CLIENTS = 14;

  /** One run, which follows from its seed but for how its threads meet. */
  private static final class Run {
    private final ModelWorld world;
    private final SplittableRandom random;
    private final List<CompletableFuture<Void>> publishing = new ArrayList<>();

    private Run(ModelWorld world, long seed) {
      this.world = world;
      this.random = new SplittableRandom(seed);
    }

    private void round(int number) {
      int nodeAt = random.nextInt(ACTS / 4, ACTS);
      for (int i = 0; i < ACTS; i++) {
        if (i == nodeAt) {
          aNode(number);
        }
        act();
      }
      publishing.forEach(CompletableFuture::join);
      publishing.clear();
      world.quiet();
    }

    // Every other round one goes, and comes back in the next.
    private void aNode(int round) {
      if (world.nodes().size() < ModelWorld.NODES) {
        for (int i = 0; i < ModelWorld.NODES; i++) {
          if (!world.nodes().containsKey(i)) {
            world.startNode(i);
          }
        }
      } else if (round % 4 == 2) {
        world.closeNode(random.nextInt(ModelWorld.NODES));
      } else {
        world.killNode(random.nextInt(ModelWorld.NODES));
      }
    }

    private <A> A any(List<A> all) {
      return all.get(random.nextInt(all.size()));
    }

    private ModelNode node() {
      return any(List.copyOf(world.nodes().values()));
    }

    private void act() {
      List<ModelClient> clients = world.clients();
      int what = random.nextInt(100);
      if (clients.size() < 4 || (what < 12 && clients.size() < MOST_CLIENTS)) {
        world.connect(node());
      } else if (what < 36) {
        subscribe(any(clients));
      } else if (what < 46) {
        unsubscribe(any(clients));
      } else if (what < 54) {
        signIn(any(clients));
      } else if (what < 58) {
        any(clients).leave();
      } else if (what < 62) {
        any(clients).vanish();
      } else if (what < 82) {
        publish(any(ModelWorld.CHANNELS));
      } else if (what < 90) {
        clientEvent(any(clients));
      } else if (what < 98) {
        publish(ModelClient.USER + any(ModelWorld.USERS));
      } else {
        world.terminate(any(ModelWorld.USERS), node());
      }
    }

    private void subscribe(ModelClient client) {
      String channel = any(ModelWorld.CHANNELS);
      String user = any(ModelWorld.USERS);
      if (!client.wanted().containsKey(channel)) {
        client.subscribe(channel, user);
      }
    }

    private void unsubscribe(ModelClient client) {
      List<String> wanted = List.copyOf(client.wanted().keySet());
      if (!wanted.isEmpty()) {
        client.unsubscribe(any(wanted));
      }
    }

    private void signIn(ModelClient client) {
      String user = any(ModelWorld.USERS);
      if (client.user().isEmpty()) {
        client.signIn(user, ModelWorld.USERS);
      }
    }

    private void clientEvent(ModelClient client) {
      List<String> able =
          client.wanted().keySet().stream().filter(each -> each.startsWith("pr")).toList();
      if (!able.isEmpty()) {
        String channel = any(able);
        client.await(channel);
        client.sendEvent(channel, world.events().begin(channel, client));
      }
    }

    private void publish(String channel) {
      publishing.add(world.publish(node(), channel));
    }
  }

  @Test
  @Tag("CLU-029")
  @Tag("CLU-030")
  @Tag("CLU-031")
  @Tag("CLU-040")
  @Tag("CLU-041")
  @Tag("CLU-051")
  void givenAnythingOnThreeNodes_allAgreeAtQuietPoints() {
    LongStream seeds = ONE >= 0 ? LongStream.of(ONE) : LongStream.rangeClosed(1, SEEDS);
    seeds.forEach(
        seed -> {
          try (ModelWorld world = new ModelWorld("")) {
            Run run = new Run(world, seed);
            for (int round = 0; round < ROUNDS; round++) {
              run.round(round);
            }
          } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("Try again with -Dbelfry.model.seed=" + seed, e);
          }
        });
  }
}
