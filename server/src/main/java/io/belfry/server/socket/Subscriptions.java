package io.belfry.server.socket;

import io.belfry.server.channel.Subscription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The channels of one connection. Most have one or two, which an array without a free place holds
 * best; only from the ninth on a map is worth its memory.
 *
 * <p>Thread: confined to the event loop of the connection.
 */
final class Subscriptions {
  private static final int FEW = 8;
  private static final Subscription[] NONE = {};

  private Subscription[] few = NONE;
  private @Nullable Map<String, Subscription> many;

  int size() {
    return many == null ? few.length : many.size();
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
    if (many == null && few.length < FEW) {
      few = Arrays.copyOf(few, few.length + 1);
      few[few.length - 1] = subscription;
      return;
    }
    if (many == null) {
      many = new HashMap<>();
      for (Subscription earlier : few) {
        many.put(earlier.channel().text(), earlier);
      }
      few = NONE;
    }
    many.put(subscription.channel().text(), subscription);
  }

  @SuppressWarnings("ReferenceEquality") // a subscription is itself and no other
  void remove(Subscription subscription) {
    if (many != null) {
      many.remove(subscription.channel().text());
      return;
    }
    for (int i = 0; i < few.length; i++) {
      if (few[i] == subscription) {
        few[i] = few[few.length - 1];
        few = few.length == 1 ? NONE : Arrays.copyOf(few, few.length - 1);
        return;
      }
    }
  }

  /** All of them, and none left here. */
  List<Subscription> takeAll() {
    List<Subscription> all = many == null ? Arrays.asList(few) : new ArrayList<>(many.values());
    few = NONE;
    many = null;
    return all;
  }
}
