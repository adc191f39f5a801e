package io.belfry.cluster.redis.sim;

import io.belfry.server.cluster.Publication.Origin;
import java.util.List;
import java.util.Random;

/** What clients of a node do by chance. */
final class SimActs {
  private final Random random;

  SimActs(Random random) {
    this.random = random;
  }

  private static <T> T any(List<T> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  void act(SimClients clients) {
    String channel = any(SimWorld.CHANNELS, random);
    String room = any(SimWorld.ROOMS, random);
    String user = any(SimWorld.USERS, random);
    switch (random.nextInt(16)) {
      case 0, 1 -> clients.enter(channel);
      case 2 -> {
        if (random.nextInt(3) == 0) {
          clients.leave(channel);
        }
      }
      case 3, 4, 5 -> clients.join(room, user, random.nextInt(4) == 0 ? 3 : -1);
      case 6, 7 -> clients.out(room, user);
      case 8 -> clients.signIn(user, random.nextInt(3) == 0 ? 2 : -1);
      case 9 -> clients.signOut(user);
      case 10 -> {
        if (random.nextBoolean()) {
          clients.watch();
        } else if (random.nextInt(4) == 0) {
          clients.unwatch();
        }
      }
      case 11 -> clients.subscribers(channel, 1 + random.nextInt(5));
      case 12 -> clients.publish(channel, Origin.CLIENT);
      default -> clients.publish(channel, Origin.APPLICATION);
    }
  }
}
