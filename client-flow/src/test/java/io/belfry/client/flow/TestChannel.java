package io.belfry.client.flow;

import io.belfry.client.channel.Channel;
import io.belfry.client.channel.PusherEvent;
import io.belfry.client.channel.SubscriptionEventListener;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/** A channel that keeps who is bound, and has events when a test says so. */
final class TestChannel implements Channel {
  final List<SubscriptionEventListener> bound = new CopyOnWriteArrayList<>();

  void comes(int number) {
    PusherEvent event = new PusherEvent("order", "orders", null, String.valueOf(number));
    bound.forEach(listener -> listener.onEvent(event));
  }

  @Override
  public String getName() {
    return "orders";
  }

  @Override
  public void bind(String eventName, SubscriptionEventListener listener) {
    bound.add(listener);
  }

  @Override
  public void bindGlobal(SubscriptionEventListener listener) {
    bound.add(listener);
  }

  @Override
  public void unbind(String eventName, SubscriptionEventListener listener) {
    bound.remove(listener);
  }

  @Override
  public void unbindGlobal(SubscriptionEventListener listener) {
    bound.remove(listener);
  }

  @Override
  public OptionalInt subscriptionCount() {
    return OptionalInt.empty();
  }

  @Override
  public boolean isSubscribed() {
    return true;
  }
}
