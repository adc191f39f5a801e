package io.belfry.bench.library;

import com.pusher.client.Pusher;
import com.pusher.client.channel.SubscriptionEventListener;
import com.pusher.client.connection.ConnectionEventListener;
import com.pusher.client.connection.ConnectionState;
import com.pusher.client.connection.ConnectionStateChange;
import java.util.function.Consumer;

/**
 * A client of the official library.
 *
 * <p>Thread: thread-safe.
 */
final class OfficialClient implements Side.Client {
  private final Pusher pusher;

  OfficialClient(Pusher pusher) {
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

          @Override
          public void onError(String message, String code, Exception e) {
            System.err.println("official client: " + message + " " + code);
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
    pusher.disconnect();
  }
}
