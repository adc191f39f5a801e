package io.belfry.client.internal;

import static io.belfry.client.connection.ConnectionState.CONNECTED;
import static io.belfry.client.connection.ConnectionState.CONNECTING;
import static io.belfry.client.connection.ConnectionState.DISCONNECTED;
import static io.belfry.client.connection.ConnectionState.DISCONNECTING;
import static io.belfry.client.connection.ConnectionState.RECONNECTING;

import io.belfry.client.connection.ConnectionState;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.protocol.message.ServerMessageReader;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of a connection that comes back. At any time there is at most one attempt (a
 * socket, opening or open) and at most one timer (handshake, retry or close); what an earlier
 * attempt still says is not heard.
 *
 * <p>Thread: confined to the owner thread, but for {@link #state} and {@link #socketId}.
 *
 * @see "rules CL-001, CL-002, CL-003, CL-016"
 */
final class ReconnectingConnection implements Attempt.Owner {
  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration LASTING = Duration.ofSeconds(30);
  private static final int FIRST_PROTOCOL_CODE = 4000;
  private static final int FIRST_ERROR_CODE = 4300;

  private final Transport.Target target;
  private final Surroundings surroundings;
  private final Loop loop;
  private final Callbacks callbacks;
  private final Outbound outbound;
  private final Session session;
  private final Backoff backoff;
  private final Liveness liveness;
  private volatile ConnectionState state = DISCONNECTED;
  private volatile @Nullable SocketId socketId;
  private @Nullable Attempt attempt;
  private Loop.@Nullable Timer timer;
  private long connectedAt;
  private int announced;
  private @Nullable Runnable whenDisconnected;

  ReconnectingConnection(Settings settings, Surroundings surroundings, Talk talk) {
    this.target = settings.target();
    this.surroundings = surroundings;
    this.loop = surroundings.owner();
    this.callbacks = talk.callbacks();
    this.outbound = talk.outbound();
    this.session = talk.session();
    this.backoff = new Backoff(surroundings.random(), settings.timing());
    this.liveness = new Liveness(loop, settings.timing(), this::silent);
  }

  /**
   * Whom a connection talks to.
   *
   * @param callbacks hears of states and errors
   * @param outbound given the way out while connected
   * @param session hears of connections and messages
   */
  record Talk(Callbacks callbacks, Outbound outbound, Session session) {}

  /** Where it stands; for any thread. */
  ConnectionState state() {
    return state;
  }

  /** The public id of the connection; null unless connected. For any thread. */
  @Nullable SocketId socketId() {
    return socketId;
  }

  void connect() {
    if (state == DISCONNECTED) {
      backoff.reset();
      open();
    }
  }

  void disconnect() {
    if (state == DISCONNECTED || state == DISCONNECTING) {
      return;
    }
    Attempt current = attempt;
    boolean polite = state == CONNECTED;
    standDown();
    enter(DISCONNECTING);
    if (current != null && polite) {
      timer = loop.schedule(CLOSE_TIMEOUT, this::closed);
      current.link().close();
    } else {
      closed();
    }
  }

  /** Disconnects; {@code then} runs behind the last callback. */
  void end(Runnable then) {
    if (state == DISCONNECTED) {
      callbacks.afterwards(then);
    } else {
      whenDisconnected = then;
      disconnect();
    }
  }

  private void open() {
    timer = loop.schedule(HANDSHAKE_TIMEOUT, this::handshakeTimedOut);
    announced = 0;
    enter(CONNECTING);
    Attempt next = new Attempt(loop, callbacks, this);
    attempt = next;
    next.open(surroundings.transport(), target);
  }

  private void handshakeTimedOut() {
    lost(
        "No connection within " + HANDSHAKE_TIMEOUT.toSeconds() + " s to " + target.uri().getHost(),
        null);
  }

  @Override
  public boolean isCurrent(Attempt speaker) {
    return attempt == speaker;
  }

  @Override
  public void activity() {
    liveness.activity();
  }

  @Override
  public void text(String text) {
    liveness.activity();
    Optional<ServerMessage> message = ServerMessageReader.read(text);
    if (state == CONNECTING) {
      handshake(message.orElse(null));
    } else if (state == CONNECTED) {
      message.ifPresent(this::message);
    }
  }

  private void handshake(@Nullable ServerMessage message) {
    if (message instanceof ServerMessage.ConnectionEstablished established) {
      established(established);
    } else if (message instanceof ServerMessage.Failure failure) {
      ended(failure.code(), failure.message());
    } else {
      lost("The server's first message is not pusher:connection_established.", null);
    }
  }

  private void established(ServerMessage.ConnectionEstablished message) {
    Attempt current = attempt;
    if (current == null) {
      return;
    }
    cancelTimer();
    socketId = message.socketId();
    connectedAt = loop.nanoTime();
    outbound.attach(current.link());
    liveness.start(current.link(), message.activityTimeoutSeconds());
    enter(CONNECTED);
    session.connected(message.socketId());
  }

  private void message(ServerMessage message) {
    if (message instanceof ServerMessage.Failure failure) {
      boolean closing = !session.failure(failure) && failure.code() < FIRST_ERROR_CODE;
      announced = closing ? failure.code() : 0;
    } else {
      announced = 0;
      session.message(message);
    }
  }

  // Some servers and proxies lose the code of the close frame: then that of the error just before
  // it counts.
  @Override
  public void ended(int code, String reason) {
    int effective = code < FIRST_PROTOCOL_CODE && announced != 0 ? announced : code;
    if (state != DISCONNECTING && (announced == 0 || effective != announced)) {
      String words = reason.isEmpty() ? "The connection was closed" : reason;
      callbacks.failure(words, effective, null);
    }
    next(RetryRule.of(effective));
  }

  @Override
  public void lost(String message, @Nullable Throwable cause) {
    if (state != DISCONNECTING) {
      callbacks.failure(message, 0, cause);
    }
    next(RetryRule.of(announced));
  }

  private void silent() {
    callbacks.failure("The server did not answer a ping.", 0, null);
    next(RetryRule.NOW);
  }

  private void next(RetryRule rule) {
    boolean wanted = state != DISCONNECTING;
    standDown();
    if (!wanted) {
      closed();
      return;
    }
    Optional<Duration> delay = backoff.next(rule);
    if (delay.isPresent()) {
      abort();
      timer = loop.schedule(delay.get(), this::open);
      enter(RECONNECTING);
    } else {
      enter(DISCONNECTING);
      closed();
    }
  }

  /** Leaves the connected state, if that is where we are. The socket stays. */
  private void standDown() {
    cancelTimer();
    liveness.stop();
    outbound.detach();
    if (state == CONNECTED) {
      socketId = null;
      session.left();
      if (loop.nanoTime() - connectedAt >= LASTING.toNanos()) {
        backoff.reset();
      }
    }
  }

  private void closed() {
    cancelTimer();
    abort();
    enter(DISCONNECTED);
    if (whenDisconnected != null) {
      callbacks.afterwards(whenDisconnected);
      whenDisconnected = null;
    }
  }

  private void abort() {
    Attempt current = attempt;
    attempt = null;
    if (current != null) {
      current.link().abort();
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void enter(ConnectionState entered) {
    ConnectionState previous = state;
    state = entered;
    callbacks.changed(previous, entered);
  }
}
