package io.belfry.server.socket;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.CloseReason;
import io.belfry.protocol.ErrorCode;
import io.belfry.protocol.Member;
import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserData;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.ClientMessageReader;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.protocol.message.ServerMessageWriter;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limits;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.channel.Subscription;
import io.belfry.server.delivery.AppHoldings;
import io.belfry.server.delivery.Receiver;
import io.belfry.server.metrics.LoopCounts.Hot;
import io.belfry.server.metrics.Metric;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.rate.RateLimiter;
import io.belfry.server.refusal.Kind;
import io.belfry.server.refusal.Reason;
import io.belfry.server.refusal.Refusal;
import io.belfry.server.user.Users;
import io.belfry.server.user.Watcher;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One admitted socket: its state, and its only way out. Messages are handled one at a time in the
 * order received; while one waits for an answer of the app, the later ones wait in the {@link
 * Inbound} and the socket is not read.
 *
 * <p>Thread: confined to its event loop.
 */
public final class Connection implements Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private final Admission.Admitted admitted;
  private final SocketId socketId;
  private final Wire wire;
  private final LoopParts parts;
  private final AppHoldings holdings;
  private final Outbound outbound;
  private final Inbound inbound;
  private final Heartbeat heartbeat;
  private final Subscriptions subscriptions;
  // What few connections need is made when it is needed.
  private @Nullable Mistakes mistakes;
  private @Nullable RateLimiter clientEvents;
  private @Nullable UserId user;
  private @Nullable String userInfo;
  private boolean receivesUserEvents;
  private @Nullable Watcher watcher;
  private boolean isOpen = true;
  private boolean isOverflown;
  private int position;

  /** A connection that has just been admitted. {@link #open} greets it. */
  Connection(Admission.Admitted admitted, SocketId socketId, Wire wire, LoopParts parts) {
    this.admitted = admitted;
    this.socketId = socketId;
    this.wire = wire;
    this.parts = parts;
    App app = admitted.app();
    this.holdings = parts.holdings().of(app);
    this.outbound = new Outbound(wire, parts.backpressure(), Outbound.Bound.of(app.limits()));
    this.inbound = new Inbound(this, parts.input());
    this.subscriptions = new Subscriptions(holdings.channels(), parts.room());
    this.heartbeat =
        new Heartbeat(
            app.settings(),
            app.limits(),
            wire.keepsItselfAlive() ? KeepAlive.NEVER : parts.keepAlive().nanosOf(socketId),
            parts.nanoTime().getAsLong());
  }

  /** Greets the client and begins to receive. */
  void open() {
    holdings.sockets().add(this);
    parts.connections().add(this);
    long seconds = app().settings().activityTimeout().toSeconds();
    send(new ServerMessage.ConnectionEstablished(socketId, (int) seconds));
    metrics().count(Metric.CONNECTIONS_OPENED, app().id());
    parts.counts().refusals().opened(app(), socketId);
    LOG.debug("connection opened app={} socket={}", app().id(), socketId);
  }

  /** The app it belongs to, as it is set now. */
  public App app() {
    return parts.holdings().current(admitted.app());
  }

  @Override
  public SocketId socketId() {
    return socketId;
  }

  ClientLibrary library() {
    return admitted.library();
  }

  AppHoldings holdings() {
    return holdings;
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  @Nullable UserId user() {
    return user;
  }

  /** The signed-in user as a member of a presence channel; null while anonymous. */
  @Nullable Member userAsMember() {
    return user == null ? null : new Member(user, userInfo);
  }

  int position() {
    return position;
  }

  void position(int newPosition) {
    position = newPosition;
  }

  /** Whether it is neither closing nor gone. */
  boolean isOpen() {
    return isOpen;
  }

  /**
   * Takes one text message; the bytes are valid UTF-8 and belong to this connection from now on.
   */
  public void onText(byte[] utf8) {
    if (isOpen) {
      parts.counts().ofLoop().add(Hot.MESSAGES_RECEIVED, 1);
      parts.counts().ofLoop().add(Hot.BYTES_RECEIVED, utf8.length);
      inbound.receive(utf8);
    }
  }

  /** So many bytes are kept of what has begun then and is not whole; 0 when nothing is begun. */
  public void onUnfinished(long bytes, long sinceNanos) {
    if (isOpen) {
      inbound.unfinished(bytes, sinceNanos);
      parts.connections().dueBy(this, nextDue());
    }
  }

  /** Answers a ping frame, which counts like a message (rule THR-37). */
  public void onPing(OutboundFrame pong) {
    countFrame();
    // Through the queue like all else, whose bound is for those who read nothing.
    queue(pong);
  }

  /** Counts a frame that is no message like one: control frames, parts of a message. */
  public void countFrame() {
    if (isOpen) {
      inbound.countFrame();
    }
  }

  /** Answers a binary message. */
  public void onBinary() {
    if (isOpen) {
      refuse(ErrorCode.MALFORMED_FRAME, "Binary messages are not supported");
    }
  }

  /** Takes note that bytes came from the client. */
  public void onActivity() {
    heartbeat.active(parts.nanoTime().getAsLong());
  }

  /** Goes on sending after the socket was full. */
  public void onWritable() {
    outbound.drain();
  }

  /**
   * Takes note that the socket is gone, whoever ended it.
   *
   * @param code that the client gave, or 1006 when it gave none
   */
  public void onGone(int code) {
    if (isOpen) {
      CloseCodes.note(this, code);
      end();
    }
  }

  /** Stops or goes on to read from the socket. */
  void reading(Wire.Reading reading) {
    wire.reading(reading);
  }

  /** Monotonic clock. */
  LongSupplier nanoTime() {
    return parts.nanoTime();
  }

  /** Lets held messages go on with the next looks. */
  void dueSoon(long nowNanos) {
    parts.connections().dueBy(this, nowNanos);
  }

  /** Time before which nothing becomes due. */
  long nextDue() {
    return inbound.isOverPace()
        ? parts.nanoTime().getAsLong()
        : inbound.dueBefore(heartbeat.nextDue());
  }

  /** Does what has become due, and says how many pings that were. */
  int tick(long nowNanos) {
    inbound.tick(nowNanos);
    Heartbeat.Due due = heartbeat.due(nowNanos);
    switch (due) {
      case NOTHING -> {}
      case PING -> wire.ping();
      case PONG_MISSING -> close(CloseReason.PONG_NOT_RECEIVED);
      case NOT_AUTHORIZED -> close(CloseReason.NOT_AUTHORIZED_IN_TIME);
    }
    return due == Heartbeat.Due.PING ? 1 : 0;
  }

  /** Lets the events of a channel flow to it. */
  void activate(Subscription subscription) {
    holdings.channels().activate(subscription);
    wire.settled();
  }

  /** Ends the connection when its app is served no more. */
  void endUnlessServed() {
    App now = app();
    if (!now.isEnabled()) {
      close(now.isGone() ? CloseReason.APP_UNKNOWN : CloseReason.APP_DISABLED);
    }
  }

  void handle(byte[] utf8) {
    endUnlessServed();
    if (utf8.length == 0 || !isOpen) {
      return;
    }
    try {
      parts.dispatcher().dispatch(this, ClientMessageReader.read(utf8, 0, utf8.length));
    } catch (ProtocolException e) {
      Denied.unreadable(this, e);
    }
  }

  /**
   * Runs the step with the answer when the stage is complete; until then later messages of this
   * connection wait.
   */
  <A> void await(CompletionStage<A> stage, Consumer<A> step) {
    inbound.await(
        stage,
        (answer, failure) -> {
          if (!isOpen) {
            return;
          }
          if (failure == null) {
            step.accept(answer);
          } else {
            LOG.warn("app state unavailable app={} socket={}", app().id(), socketId, failure);
            failed();
          }
        });
  }

  /** Tells the client that the server could not do what it asked for; called on any thread. */
  void failed() {
    parts
        .holdings()
        .loop()
        .execute(
            () -> refuse(ErrorCode.SERVER_FAILED, "The server could not do this now. Try again."));
  }

  @Override
  public void send(OutboundFrame frame) {
    if (queue(frame)) {
      parts.counts().ofLoop().add(Hot.MESSAGES_SENT, 1);
      parts.counts().ofLoop().add(Hot.BYTES_SENT, frame.size());
    }
  }

  private boolean queue(OutboundFrame frame) {
    if (!isOpen || isOverflown) {
      return false;
    }
    boolean isTaken = outbound.offer(frame);
    if (!isTaken) {
      countRefusal(outbound.reached().key());
      overflow();
    }
    return isTaken;
  }

  /** Gives up what is queued for a client that does not keep up, and ends the connection. */
  void overflow() {
    LOG.debug("slow consumer app={} socket={}", app().id(), socketId);
    isOverflown = true;
    outbound.overflow();
    // Not at once: a delivery may be walking through the tables that the end takes this out of.
    parts.holdings().loop().execute(() -> close(CloseReason.OVER_CAPACITY));
  }

  /** Bytes queued and not yet given to the socket. */
  long waitingBytes() {
    return outbound.waitingBytes();
  }

  @Override
  public int lane() {
    return wire.lane();
  }

  @Override
  public void sendOptional(ChannelName channel, OutboundFrame frame) {
    boolean wouldThrowThere =
        library() == ClientLibrary.JAVA_CLIENT && channel.kind().has(ChannelKind.Trait.ENCRYPTED);
    if (!wouldThrowThere) {
      send(frame);
    }
  }

  @Override
  public void sendToUser(OutboundFrame frame) {
    if (receivesUserEvents) {
      send(frame);
    }
  }

  void send(ServerMessage message) {
    sendText(ServerMessageWriter.write(message));
  }

  /** Sends a message whose text is finished. */
  void sendText(byte[] utf8) {
    inbound.countAnswer(utf8.length);
    OutboundFrame frame = parts.frames().text(utf8);
    send(frame);
    frame.release();
  }

  /** Whether one more client event is within the pace. */
  boolean takesClientEvent() {
    Limits limits = app().limits();
    if (clientEvents == null || !clientEvents.hasPace(limits.of(Limit.CLIENT_EVENTS_PER_SECOND))) {
      clientEvents = RateLimiter.of(limits, Limit.CLIENT_EVENTS_PER_SECOND, parts.nanoTime());
    }
    return clientEvents.tryTake();
  }

  /** Takes note that a limit refused something, by its key. */
  void countRefusal(String limit) {
    metrics().count(Metric.LIMIT_REFUSALS, app().id(), limit);
  }

  Metrics metrics() {
    return parts.counts().metrics();
  }

  /** Tells the client that something was refused by a limit. */
  void refuse(ErrorCode code, String hint, Limit limit) {
    countRefusal(limit.key());
    refuse(code, hint);
  }

  /** Tells the client that something was refused; too many refusals end the connection. */
  void refuse(ErrorCode code, String hint) {
    send(new ServerMessage.Failure(code.number(), hint));
    Reason.of(code).ifPresent(reason -> note(Denied.wish(this, Kind.MESSAGE, reason, null)));
    if (mistakes == null) {
      mistakes = new Mistakes();
    }
    if (!mistakes.allow(code, parts.nanoTime().getAsLong())) {
      close(CloseReason.OVER_CAPACITY);
    }
  }

  /** Where the client is; null when that is not known. */
  @Nullable InetAddress address() {
    return wire.address();
  }

  /** Takes note of a refusal, for the log and the metrics. */
  void note(Refusal refusal) {
    parts.counts().refusals().note(refusal);
  }

  /**
   * Binds the user; from here on a termination reaches this connection. Completes when the app
   * knows that the user is online, or does not take one more connection.
   */
  CompletionStage<Users.Verdict> signIn(UserData data) {
    user = data.id();
    userInfo = data.userInfo();
    return holdings.users().register(data.id(), this);
  }

  /** The sign-in did not come about. */
  void signOut() {
    UserId id = user;
    if (id != null) {
      holdings.users().leave(id, this);
      user = null;
      userInfo = null;
      receivesUserEvents = false;
    }
  }

  /** What a repeated sign-in says of the same user counts from now on. */
  void userInfo(@Nullable String newUserInfo) {
    userInfo = newUserInfo;
  }

  /**
   * Whether events of the signed-in user are written: after {@code signin_success}, until the user
   * channel is unsubscribed.
   */
  void receiveUserEvents(boolean receives) {
    receivesUserEvents = receives;
  }

  /** Follows these users in place of those of an earlier sign-in; null for nobody. */
  void watch(@Nullable Watcher newWatcher) {
    if (watcher != null) {
      holdings.watchlists().remove(watcher);
    }
    watcher = newWatcher;
    if (newWatcher != null) {
      holdings.watchlists().add(newWatcher);
    }
  }

  /** Runs the task when that time has passed. */
  void after(Duration delay, Runnable task) {
    parts.holdings().loop().after(delay, task);
  }

  /**
   * The client has proved something: a connection that must authenticate has done so (rule WS-042).
   */
  void authorized() {
    heartbeat.authorized();
  }

  @Override
  public void terminate() {
    close(CloseReason.TERMINATED);
  }

  /** Ends the connection: what it holds is given up at once, then the client is told. */
  public void close(CloseReason reason) {
    if (!isOpen) {
      return;
    }
    CloseCodes.note(this, reason);
    end();
    if (reason.isAnnounced() && wire.isCloseAnnounced()) {
      // Straight to the wire: the announcement of an overflow must not be refused for the overflow.
      ServerMessage why = new ServerMessage.Failure(reason.code(), reason.sentence());
      wire.write(parts.frames().text(ServerMessageWriter.write(why)));
    }
    wire.close(reason.code(), reason.sentence());
  }

  private void end() {
    if (!isOpen) {
      return;
    }
    isOpen = false;
    outbound.discard();
    inbound.discard();
    subscriptions.releaseAll();
    watch(null);
    signOut();
    holdings.sockets().remove(this);
    parts.connections().remove(this);
    admitted.release();
  }
}
