package io.belfry.bench;

import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.channel.Receivers;
import io.belfry.server.channel.Subscriber;
import io.belfry.server.channel.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Receivers in a list, each of whom gets everything by itself; nobody leaves.
 *
 * <p>Thread: confined to its caller.
 */
final class ListedReceivers implements Receivers {
  private final List<Subscription> all = new ArrayList<>();

  @Override
  public void add(Subscription subscription) {
    subscription.moveTo(all.size());
    all.add(subscription);
  }

  @Override
  public void remove(Subscription subscription) {
    throw new IllegalStateException("Nobody leaves a bench.");
  }

  @Override
  public int size() {
    return all.size();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a connection is itself and no other
  public void deliver(OutboundFrame frame, @Nullable Subscriber excluded) {
    for (int i = all.size() - 1; i >= 0; i--) {
      Subscriber receiver = all.get(i).subscriber();
      if (receiver != excluded) {
        receiver.send(frame);
      }
    }
  }

  @Override
  public void forEach(Consumer<Subscriber> action) {
    all.forEach(subscription -> action.accept(subscription.subscriber()));
  }
}
