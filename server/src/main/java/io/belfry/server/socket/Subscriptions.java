package io.belfry.server.socket;

import io.belfry.server.channel.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one connection. Most have one or two, which a short list holds best; only from
 * the ninth on a map is worth its memory.
 *
 * <p>Thread: confined to the event loop of the connection.
 */
final class Subscriptions {
  private static final int FEW = 8;

  private final List<Subscription> few = new ArrayList<>(1);
  private @Nullable Map<String, Subscription> many;

  int size() {
    return many == null ? few.size() : many.size();
  }

  @Nullable Subscription find(String channel) {
    if (many != null) {
      return many.get(channel);
    }
    for (Subscription subscription : few) {
      if (subscription.channel().text().equals(channel)) {
        return subscription;
      }
    }
    return null;
  }

  void add(Subscription subscription) {
    if (many == null && few.size() < FEW) {
      few.add(subscription);
      return;
    }
    if (many == null) {
      many = new HashMap<>();
      for (Subscription earlier : few) {
        many.put(earlier.channel().text(), earlier);
      }
      few.clear();
    }
    many.put(subscription.channel().text(), subscription);
  }

  void remove(Subscription subscription) {
    if (many == null) {
      few.remove(subscription);
    } else {
      many.remove(subscription.channel().text());
    }
  }

  /** All of them, and none left here. */
  List<Subscription> takeAll() {
    List<Subscription> all = new ArrayList<>(many == null ? few : many.values());
    few.clear();
    many = null;
    return all;
  }
}
