package io.belfry.bench.library;

import io.belfry.client.Pusher;
import io.belfry.client.channel.SubscriptionEventListener;
import io.belfry.client.connection.ConnectionEventListener;
import io.belfry.client.connection.ConnectionState;
import io.belfry.client.connection.ConnectionStateChange;
import java.util.function.Consumer;

/**
 * A client of ours.
 *
 * <p>Thread: thread-safe.
 */
final class BelfryClient implements Side.Client {
  private final Pusher pusher;

  BelfryClient(Pusher pusher) {
    this.pusher = pusher;
  }

  @Override
  public void connect(Runnable connected) {
    pusher.connect(
        new ConnectionEventListener() {
          @Override
          public void onConnectionStateChange(ConnectionStateChange change) {
            connected.run();
          }
        },
        ConnectionState.CONNECTED);
  }

  @Override
  public void signin() {
    pusher.signin();
  }

  @Override
  public boolean isSignedIn() {
    return pusher.user().userId() != null;
  }

  @Override
  public void subscribe(String channel, String event, Consumer<String> data) {
    SubscriptionEventListener listener = told -> data.accept(told.getData());
    pusher.subscribe(channel).bind(event, listener);
  }

  @Override
  public void close() {
    pusher.close();
  }
}
