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
  private static final Duration BETWEEN_HINTS = Duration.ofSeconds(1);
  private static final Duration LASTING = Duration.ofSeconds(30);

  private final Transport.Target target;
  private final Surroundings surroundings;
  private final Loop loop;
  private final Talk talk;
  private final Backoff backoff;
  private final Liveness liveness;
  private final AnnouncedEnd announced = new AnnouncedEnd();
  private final Deadline deadline;
  private volatile ConnectionState state = DISCONNECTED;
  private volatile @Nullable SocketId socketId;
  private @Nullable Attempt attempt;
  private long connectedAt;
  private long openedAt;
  private @Nullable Runnable whenDisconnected;
  private boolean wantedAgain;

  ReconnectingConnection(Settings settings, Surroundings surroundings, Talk talk) {
    this.target = settings.target();
    this.surroundings = surroundings;
    this.loop = surroundings.owner();
    this.talk = talk;
    this.deadline = new Deadline(loop);
    this.backoff = new Backoff(surroundings.chance(), settings.timing());
    this.liveness = new Liveness(loop, settings.timing(), this::silent);
  }

  /** Where it stands; for any thread. */
  ConnectionState state() {
    return state;
  }

  /** The public id of the connection; null unless connected. For any thread. */
  @Nullable SocketId socketId() {
    return socketId;
  }

  /**
   * Connects; while an old connection ends, behind its end: the last word of the application
   * counts.
   */
  void connect() {
    if (state == DISCONNECTED) {
      backoff.reset();
      open();
    } else {
      wantedAgain = state == DISCONNECTING;
    }
  }

  void disconnect() {
    wantedAgain = false;
    if (state == DISCONNECTED || state == DISCONNECTING) {
      return;
    }
    Attempt current = attempt;
    boolean polite = state == CONNECTED;
    standDown();
    enter(DISCONNECTING);
    if (current != null && polite) {
      deadline.set(CLOSE_TIMEOUT, this::closed);
      current.link().close();
    } else {
      closed();
    }
  }

  /**
   * The way to the server may be another one now: whoever waits tries at once, and whoever is
   * connected finds out whether that still holds. Attempts are a second apart whatever is said.
   */
  void networkChanged() {
    if (state == CONNECTED) {
      liveness.probe();
    } else if (state == RECONNECTING) {
      Duration since = Duration.ofNanos(loop.nanoTime() - openedAt);
      Duration left = BETWEEN_HINTS.minus(since);
      deadline.set(left.isNegative() ? Duration.ZERO : left, this::open);
    }
  }

  /** Disconnects; {@code then} runs at the end. */
  void end(Runnable then) {
    if (state == DISCONNECTED) {
      talk.callbacks().atTheEnd(then);
    } else {
      whenDisconnected = then;
      disconnect();
    }
  }

  private void open() {
    openedAt = loop.nanoTime();
    deadline.set(HANDSHAKE_TIMEOUT, this::handshakeTimedOut);
    announced.clear();
    enter(CONNECTING);
    Attempt next = new Attempt(loop, talk.callbacks(), this);
    attempt = next;
    next.open(surroundings.transport(), target);
  }

  private void handshakeTimedOut() {
    lost(
        "No connection to "
            + target.place()
            + " within "
            + HANDSHAKE_TIMEOUT.toMillis() / 1_000
            + " s. Check its address, port and firewall.",
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
      lost(
          "The first message of "
              + target.place()
              + " is not pusher:connection_established. Expected a server of this protocol.",
          null);
    }
  }

  private void established(ServerMessage.ConnectionEstablished message) {
    Attempt current = attempt;
    if (current == null) {
      return;
    }
    deadline.cancel();
    socketId = message.socketId();
    connectedAt = loop.nanoTime();
    talk.outbound().attach(current.link());
    liveness.start(current.link(), message.activityTimeoutSeconds());
    enter(CONNECTED);
    talk.session().connected(message.socketId());
  }

  private void message(ServerMessage message) {
    if (message instanceof ServerMessage.Failure failure) {
      announced.clear();
      if (!talk.session().failure(failure)) {
        announced.by(failure);
      }
    } else {
      announced.clear();
      talk.session().message(message);
    }
  }

  @Override
  public void ended(int code, String reason) {
    int effective = announced.effective(code);
    if (state != DISCONNECTING && !announced.told(effective)) {
      if (reason.isEmpty()) {
        talk.callbacks().closed(closedWords(effective), effective);
      } else {
        talk.callbacks().refusal(reason, effective);
      }
    }
    next(RetryRule.of(effective));
  }

  private String closedWords(int code) {
    return "The connection to " + target.place() + " was closed (" + code + ").";
  }

  @Override
  public void failed(Throwable cause) {
    String reason = FailureWords.of(cause);
    lost(
        state == CONNECTED
            ? "The connection to " + target.place() + " failed: " + reason + "."
            : "No connection to " + target.place() + ": " + reason + ".",
        cause);
  }

  private void lost(String message, @Nullable Throwable cause) {
    if (state != DISCONNECTING) {
      talk.callbacks().failure(message, cause);
    }
    next(RetryRule.of(announced.code()));
  }

  private void silent() {
    talk.callbacks().failure("The server at " + target.place() + " did not answer a ping.", null);
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
      deadline.set(delay.get(), this::open);
      enter(RECONNECTING);
    } else {
      enter(DISCONNECTING);
      closed();
    }
  }

  /** Leaves the connected state, if that is where we are. The socket stays. */
  private void standDown() {
    deadline.cancel();
    liveness.stop();
    talk.outbound().detach();
    if (state == CONNECTED) {
      socketId = null;
      talk.session().left();
      if (loop.nanoTime() - connectedAt >= LASTING.toNanos()) {
        backoff.reset();
      }
    }
  }

  private void closed() {
    deadline.cancel();
    abort();
    enter(DISCONNECTED);
    if (whenDisconnected != null) {
      talk.callbacks().atTheEnd(whenDisconnected);
      whenDisconnected = null;
    }
    if (wantedAgain) {
      wantedAgain = false;
      connect();
    }
  }

  private void abort() {
    Attempt current = attempt;
    attempt = null;
    if (current != null) {
      current.abort();
    }
  }

  private void enter(ConnectionState entered) {
    ConnectionState previous = state;
    state = entered;
    talk.callbacks().changed(previous, entered);
  }
}
