package io.belfry.server.socket;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.channel.Channels;
import io.belfry.server.channel.Opening;
import io.belfry.server.channel.Subscriber;
import io.belfry.server.channel.Subscription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
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

  private final Channels channels;
  private final SubscriptionRoom room;
  private final Subscriber subscriber;
  private Subscription[] few = NONE;
  private @Nullable Map<String, Subscription> many;
  private boolean hasUserChannel;

  Subscriptions(Channels channels, SubscriptionRoom room, Subscriber subscriber) {
    this.channels = channels;
    this.room = room;
    this.subscriber = subscriber;
  }

  /** Whether the loop has room for one more. */
  boolean hasRoom() {
    return room.hasRoomFor(size());
  }

  /** Holds a channel for the connection; see {@link Channels#hold}. */
  Subscription hold(ChannelName channel, @Nullable UserId user) {
    int before = channels.size();
    Subscription held = channels.hold(channel, subscriber, user);
    add(held);
    room.changed(1, channels.size() - before);
    return held;
  }

  /** Asks for what a newcomer has to know; see {@link Channels#opening}. */
  CompletionStage<Opening> opening(Subscription held, @Nullable Member member) {
    return channels.opening(held, member);
  }

  /** The members of a presence channel. */
  CompletionStage<List<Member>> roster(ChannelName channel) {
    return channels.roster(channel);
  }

  /** Lets the events of a channel flow. */
  void activate(Subscription held) {
    channels.activate(held);
  }

  /** Gives a subscription up. */
  void release(Subscription subscription) {
    int before = channels.size();
    remove(subscription);
    channels.release(subscription);
    room.changed(-1, channels.size() - before);
  }

  /** Lets events of the signed-in user flow: the client knows that it is signed in. */
  void holdUserChannel() {
    hasUserChannel = true;
  }

  /** The user channel is unsubscribed. */
  void releaseUserChannel() {
    hasUserChannel = false;
  }

  /** Whether events of the signed-in user are written. */
  boolean hasUserChannel() {
    return hasUserChannel;
  }

  /** Gives all up. */
  void releaseAll() {
    hasUserChannel = false;
    int before = channels.size();
    List<Subscription> all = takeAll();
    all.forEach(channels::release);
    room.changed(-all.size(), channels.size() - before);
  }

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

  /** Names of so many at most; the user's own channel is none of them. */
  List<String> names(int most) {
    Stream<Subscription> all = many == null ? Arrays.stream(few) : many.values().stream();
    return all.limit(most).map(subscription -> subscription.channel().text()).sorted().toList();
  }

  private void add(Subscription subscription) {
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
  private void remove(Subscription subscription) {
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

  private List<Subscription> takeAll() {
    List<Subscription> all = many == null ? Arrays.asList(few) : new ArrayList<>(many.values());
    few = NONE;
    many = null;
    return all;
  }
}
