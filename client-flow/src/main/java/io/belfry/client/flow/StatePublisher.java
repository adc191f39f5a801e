package io.belfry.client.flow;

import io.belfry.client.connection.Connection;
import io.belfry.client.connection.ConnectionEventListener;
import io.belfry.client.connection.ConnectionState;
import io.belfry.client.connection.ConnectionStateChange;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The state of a connection, now and whenever it changes. Who asks slowly gets the latest, and not
 * all that were between. It never completes.
 *
 * <p>Thread: immutable. Subscribers run on the listener thread of the client, or on the one that
 * asks, one at a time.
 *
 * @see "rule CL-037"
 */
public final class StatePublisher implements Flow.Publisher<ConnectionState> {
  private final Connection connection;

  private StatePublisher(Connection connection) {
    this.connection = connection;
  }

  /** The states of that connection. */
  public static StatePublisher of(Connection connection) {
    return new StatePublisher(connection);
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ConnectionState> subscriber) {
    new Latest(subscriber).begin();
  }

  private final class Latest extends BoundSubscription<ConnectionState>
      implements ConnectionEventListener {
    private final AtomicBoolean isChanged = new AtomicBoolean(true);
    private volatile @Nullable ConnectionState last;

    Latest(Flow.Subscriber<? super ConnectionState> subscriber) {
      super(subscriber);
    }

    @Override
    public void onConnectionStateChange(ConnectionStateChange change) {
      isChanged.set(true);
      serve();
    }

    @Override
    @Nullable ConnectionState poll() {
      if (!isChanged.getAndSet(false)) {
        return null;
      }
      ConnectionState now = connection.getState();
      if (now == last) {
        return null;
      }
      last = now;
      return now;
    }

    @Override
    boolean isEmpty() {
      return !isChanged.get();
    }

    @Override
    void bind() {
      connection.bind(ConnectionState.ALL, this);
    }

    @Override
    void unbind() {
      connection.unbind(ConnectionState.ALL, this);
    }
  }
}
