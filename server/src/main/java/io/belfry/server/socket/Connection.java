package io.belfry.server.socket;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.CloseReason;
import io.belfry.protocol.ErrorCode;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.protocol.message.ServerMessageWriter;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.channel.Outlet;
import io.belfry.server.cluster.ClusterMessage.Ending;
import io.belfry.server.cluster.SessionFacts;
import io.belfry.server.cluster.SessionSelector;
import io.belfry.server.delivery.SocketTable;
import io.belfry.server.hook.Hooks.Closed;
import io.belfry.server.metrics.FlightEvents;
import io.belfry.server.metrics.LoopCounts.Hot;
import io.belfry.server.metrics.Metric;
import io.belfry.server.shutout.RevokedSessions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One admitted socket, from its greeting to its end (see {@link Lifecycle}). What the client says
 * goes one way: {@link Inbound} keeps order and pace, {@link Dispatcher} reads a message and gives
 * it to its handler, and the handler answers through {@link Peer}, whose frames leave by {@link
 * Outbound}.
 *
 * <p>Thread: confined to its event loop.
 */
public final class Connection extends Connections.Entry implements Inbound.Taker {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private final Admission.Admitted admitted;
  private final Wire wire;
  private final LoopParts parts;
  private final Handshake.ConnectionParts next;
  private final Outbound outbound;
  private final Peer peer;
  // Of the peer; they are here as well since every message asks for them.
  private final Inbound inbound;
  private final Heartbeat heartbeat;
  private final long connectedAtMillis;
  private long lastMessageAt;
  private Lifecycle lifecycle = Lifecycle.OPEN;

  /** A connection that has just been admitted. {@link #open} greets it. */
  Connection(
      Admission.Admitted admitted, Wire wire, LoopParts parts, Handshake.ConnectionParts next) {
    this.admitted = admitted;
    this.wire = wire;
    this.parts = parts;
    this.next = next;
    Outbound.Bound bound = Outbound.Bound.of(admitted.app().limits());
    this.outbound = new Outbound(wire, parts.backpressure(), bound);
    this.peer = new Peer(this, admitted, wire, parts);
    this.inbound = peer.inbound();
    this.heartbeat = peer.heartbeat();
    this.connectedAtMillis = parts.wallMillis().getAsLong();
    this.lastMessageAt = parts.nanoTime().getAsLong();
  }

  /** Greets the client and begins to receive. */
  void open() {
    sockets().add(this);
    parts.connections().add(this);
    App app = app();
    long seconds = app.settings().of(AppSettings.ACTIVITY_TIMEOUT).toSeconds();
    peer.send(new ServerMessage.ConnectionEstablished(socketId(), (int) seconds));
    parts.counts().metrics().count(Metric.CONNECTIONS_OPENED, app.id());
    parts.counts().refusals().opened(app, socketId());
    FlightEvents.opened(app.id(), socketId());
    LOG.debug("connection opened app={} socket={}", app.id(), socketId());
  }

  /** The app it belongs to, as it is set now. */
  @Override
  public App app() {
    return parts.holdings().current(admitted.app());
  }

  @Override
  public SocketId socketId() {
    return admitted.socketId();
  }

  @Override
  int subscriptionCount() {
    return peer.subscriptions().size();
  }

  private SocketTable sockets() {
    return parts.holdings().of(admitted.app()).sockets();
  }

  @Override
  boolean isOpen() {
    return lifecycle != Lifecycle.ENDED;
  }

  /** Takes a text message; the bytes are valid UTF-8 and this connection's from now on. */
  public void onText(byte[] utf8) {
    if (isOpen()) {
      parts.counts().ofLoop().add(Hot.MESSAGES_RECEIVED, 1);
      parts.counts().ofLoop().add(Hot.BYTES_RECEIVED, utf8.length);
      lastMessageAt = parts.nanoTime().getAsLong();
      inbound.receive(utf8);
    }
  }

  /** So many bytes are kept of what has begun then and is not whole; 0 when nothing is begun. */
  public void onUnfinished(long bytes, long sinceNanos) {
    if (isOpen()) {
      inbound.unfinished(bytes, sinceNanos);
      dueBy(nextDue());
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
    if (isOpen()) {
      inbound.countFrame();
    }
  }

  /** Answers a binary message. */
  public void onBinary() {
    if (isOpen()) {
      peer.denials().refuse(ErrorCode.MALFORMED_FRAME, "Binary messages are not supported");
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
    if (isOpen()) {
      end("client", CloseCodes.ofClient(code), code);
    }
  }

  @Override
  public void reading(Wire.Intake reading) {
    wire.reading(reading);
  }

  @Override
  public void dueBy(long nanoTime) {
    parts.connections().dueBy(this, nanoTime);
  }

  @Override
  long nextDue() {
    if (inbound.isOverPace()) {
      return parts.nanoTime().getAsLong();
    }
    long due = inbound.dueBefore(heartbeat.nextDue());
    Expiry expiry = peer.expiry();
    return expiry != null && expiry.nextDue() - due < 0 ? expiry.nextDue() : due;
  }

  @Override
  int tick(long nowNanos) {
    inbound.tick(nowNanos);
    expire(nowNanos);
    if (!isOpen()) {
      return 0;
    }
    Heartbeat.Due due = heartbeat.due(nowNanos);
    switch (due) {
      case NOTHING -> {}
      case PING -> wire.ping();
      case PONG_MISSING -> close(CloseReason.PONG_NOT_RECEIVED);
      case NOT_AUTHORIZED -> close(CloseReason.NOT_AUTHORIZED_IN_TIME);
    }
    return due == Heartbeat.Due.PING ? 1 : 0;
  }

  private void expire(long nowNanos) {
    Expiry expiry = peer.expiry();
    if (expiry == null) {
      return;
    }
    switch (expiry.due(nowNanos)) {
      case NOTHING -> {}
      case WARNING -> peer.send(expiry.warning(nowNanos));
      case END ->
          close(
              switch (app().settings().of(AppSettings.ON_EXPIRY)) {
                case RECONNECT -> CloseReason.TOKEN_EXPIRED_TO_RECONNECT;
                case CLOSE -> CloseReason.TOKEN_EXPIRED;
              });
    }
  }

  @Override
  void endUnlessServed() {
    App now = app();
    endUnlessServed(now);
    if (now.settings().of(AppSettings.CLOSE_ON_REVOKE) && now.activeKey(admitted.key()).isEmpty()) {
      close(CloseReason.APP_UNKNOWN);
    }
  }

  private void endUnlessServed(App now) {
    if (!now.isEnabled()) {
      close(now.isGone() ? CloseReason.APP_UNKNOWN : CloseReason.APP_DISABLED);
    }
  }

  @Override
  public void handle(App app, byte[] utf8) {
    endUnlessServed(app);
    if (utf8.length > 0 && isOpen()) {
      next.dispatcher().dispatch(peer, app, utf8);
    }
  }

  @Override
  public void send(OutboundFrame frame) {
    OutboundFrame form = wire.formOf(frame);
    if (queue(form)) {
      parts.counts().ofLoop().add(Hot.MESSAGES_SENT, 1);
      parts.counts().ofLoop().add(Hot.BYTES_SENT, form.size());
    }
  }

  private boolean queue(OutboundFrame frame) {
    if (lifecycle != Lifecycle.OPEN) {
      return false;
    }
    boolean isTaken = outbound.offer(frame);
    if (!isTaken) {
      peer.denials().count(outbound.reached().key());
      overflow();
    }
    return isTaken;
  }

  @Override
  void overflow() {
    LOG.debug("slow consumer app={} socket={}", admitted.app().id(), socketId());
    lifecycle = Lifecycle.OVERFLOWN;
    outbound.overflow();
    // Not at once: a delivery may be walking through the tables that the end takes this out of.
    parts.holdings().loop().execute(() -> close(CloseReason.OVER_CAPACITY));
  }

  @Override
  long waitingBytes() {
    return outbound.waitingBytes();
  }

  @Override
  public @Nullable Outlet outlet() {
    return wire.outlet();
  }

  @Override
  public void sendOptional(ChannelName channel, OutboundFrame frame) {
    boolean wouldThrowThere =
        admitted.client().library() == ClientLibrary.JAVA_CLIENT
            && channel.kind().has(ChannelKind.Trait.ENCRYPTED);
    if (!wouldThrowThere) {
      send(frame);
    }
  }

  @Override
  public void sendToUser(OutboundFrame frame) {
    if (peer.subscriptions().hasUserChannel()) {
      send(frame);
    }
  }

  @Override
  public boolean terminate(SessionSelector selector, Ending ending, Duration age) {
    long now = parts.nanoTime().getAsLong();
    Identity identity = peer.identity();
    boolean isMeant =
        isOpen()
            && selector.matches(socketId(), identity.terms().session())
            && (age.isZero() || now - identity.signedInAt() >= age.toNanos());
    if (isMeant) {
      close(ending);
    }
    return isMeant;
  }

  @Override
  public boolean revoke(RevokedSessions revoked, Ending ending) {
    Identity identity = peer.identity();
    Duration age = Duration.ofNanos(parts.nanoTime().getAsLong() - identity.signedInAt());
    boolean isMeant =
        isOpen() && revoked.matches(identity.terms().session(), identity.token(), age);
    if (isMeant) {
      close(ending);
    }
    return isMeant;
  }

  private void close(Ending ending) {
    CloseReason reason =
        ending.comesBack() ? CloseReason.TERMINATED_TO_RECONNECT : CloseReason.TERMINATED;
    close(reason, ending.reason() == null ? reason.sentence() : ending.reason());
  }

  @Override
  public SessionFacts describe(boolean wantsChannels, String node) {
    return peer.describe(connectedAtMillis, lastMessageAt, wantsChannels, node);
  }

  /** Ends the connection: what it holds is given up at once, then the client is told. */
  @Override
  public void close(CloseReason reason) {
    close(reason, reason.sentence());
  }

  @Override
  public void close(CloseReason reason, String sentence) {
    if (!isOpen()) {
      return;
    }
    Limit limit = CloseCodes.limitOf(reason);
    if (limit != null) {
      peer.denials().count(limit.key());
    }
    end("server", Integer.toString(reason.code()), reason.code());
    if (reason.isAnnounced() && wire.isCloseAnnounced()) {
      // Straight to the wire: the announcement of an overflow must not be refused for the overflow.
      ServerMessage why = new ServerMessage.Failure(reason.code(), sentence);
      wire.write(parts.frames().text(ServerMessageWriter.write(why)));
    }
    wire.close(reason.code(), sentence);
  }

  private void end(String side, String counted, int code) {
    lifecycle = Lifecycle.ENDED;
    String app = admitted.app().id();
    LOG.debug("connection closes app={} socket={} by={} code={}", app, socketId(), side, code);
    parts.counts().metrics().count(Metric.CONNECTIONS_CLOSED, app, side, counted);
    FlightEvents.closed(app, socketId(), side, code);
    outbound.discard();
    inbound.discard();
    UserId user = peer.end(CloseCodes.given(code));
    sockets().remove(this);
    parts.connections().remove(this);
    admitted.release();
    if (!next.hooks().areNone()) {
      next.hooks().closed(new Closed(app, socketId(), user, CloseCodes.given(code)));
    }
  }
}
