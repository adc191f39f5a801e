package io.belfry.server.delivery;

import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.channel.Receivers;
import io.belfry.server.channel.Subscriber;
import io.belfry.server.channel.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Receivers in a list, each of whom gets everything by itself. */
final class ListedReceivers implements Receivers {
  private final List<Subscription> all = new ArrayList<>();

  @Override
  public void add(Subscription subscription) {
    subscription.moveTo(all.size());
    all.add(subscription);
  }

  @Override
  public void remove(Subscription subscription) {
    all.remove(subscription);
    subscription.moveTo(Subscription.NOT_ACTIVE);
  }

  @Override
  public int size() {
    return all.size();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a connection is itself and no other
  public void deliver(OutboundFrame frame, @Nullable Subscriber excluded) {
    forEach(
        receiver -> {
          if (receiver != excluded) {
            receiver.send(frame);
          }
        });
  }

  @Override
  public void forEach(Consumer<Subscriber> action) {
    List.copyOf(all).forEach(subscription -> action.accept(subscription.subscriber()));
  }
}
