package io.belfry.server.socket;

import io.belfry.protocol.CloseReason;
import io.belfry.protocol.SessionTerms;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.protocol.message.ServerMessageWriter;
import io.belfry.server.app.AppSettings;
import io.belfry.server.audit.AuditLog;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.channel.Subscription;
import io.belfry.server.cluster.SessionFacts;
import io.belfry.server.delivery.AppHoldings;
import io.belfry.server.hook.Arrival;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection as those see it who answer its messages. The app is not asked of it: each message
 * comes with the app as it was set when the message was taken up.
 *
 * <p>Thread: confined to the event loop of the connection, but for {@link #failed}.
 */
final class Peer {
  private static final int MAX_CHANNELS = 100;
  private static final Duration ANSWER_TIME = Duration.ofSeconds(10);

  private final Inbound.Taker connection;
  private final Admission.Admitted admitted;
  private final Wire wire;
  private final LoopParts parts;
  private final Subscriptions subscriptions;
  private final Inbound inbound;
  private final Heartbeat heartbeat;
  // Most connections are neither signed in nor refused anything: made when it is needed.
  private @Nullable Identity identity;
  private @Nullable Denials denials;
  private @Nullable Expiry expiry;

  Peer(Inbound.Taker connection, Admission.Admitted admitted, Wire wire, LoopParts parts) {
    this.connection = connection;
    this.admitted = admitted;
    this.wire = wire;
    this.parts = parts;
    AppHoldings holdings = parts.holdings().of(admitted.app());
    this.subscriptions = new Subscriptions(holdings.channels(), parts.room(), connection);
    this.inbound = new Inbound(connection, this, parts);
    this.heartbeat =
        new Heartbeat(
            admitted.app().settings(),
            admitted.app().limits(),
            wire.keepsItselfAlive()
                ? KeepAlive.NEVER
                : parts.keepAlive().nanosOf(connection.socketId()),
            parts.nanoTime().getAsLong());
  }

  SocketId socketId() {
    return connection.socketId();
  }

  /** Where the client is; null when that is not known. */
  @Nullable InetAddress address() {
    return wire.address();
  }

  /** What the client says it is; null when it says nothing, or nobody asks. */
  @Nullable String userAgent() {
    return admitted.userAgent();
  }

  /** How the connection came; null where no hook asks. */
  @Nullable Arrival arrival() {
    return admitted.arrival();
  }

  /** What is kept of what connections do. */
  AuditLog audit() {
    return parts.counts().audit();
  }

  ClientLibrary library() {
    return admitted.client().library();
  }

  /**
   * What is told of the session.
   *
   * @param lastMessageAt when the client last sent a message, on the monotonic clock
   */
  SessionFacts describe(
      long connectedAtMillis, long lastMessageAt, boolean wantsChannels, String node) {
    boolean isFull =
        connection.app().settings().of(AppSettings.SESSION_DETAILS)
            == AppSettings.SessionDetails.FULL;
    InetAddress address = isFull ? wire.address() : null;
    SessionTerms terms = identity().terms();
    Long expires = terms.expiresAtSeconds();
    return new SessionFacts(
        socketId(),
        terms.session(),
        terms.device(),
        connectedAtMillis,
        identity().signedInAtMillis(),
        parts.wallMillis().getAsLong() - Duration.ofNanos(now() - lastMessageAt).toMillis(),
        expires == null ? null : Math.multiplyExact(expires, 1_000),
        address == null ? null : address.getHostAddress(),
        isFull ? userAgent() : null,
        admitted.client().label(),
        admitted.client().transport().word(),
        node,
        wantsChannels ? subscriptions.names(MAX_CHANNELS) : List.of(),
        subscriptions.size());
  }

  Identity identity() {
    Identity known = identity;
    if (known == null) {
      known = new Identity(parts.holdings().of(admitted.app()), connection);
      identity = known;
    }
    return known;
  }

  /** The time that people read, in Unix milliseconds. */
  long wallMillis() {
    return parts.wallMillis().getAsLong();
  }

  /** The time on the monotonic clock. */
  long now() {
    return parts.nanoTime().getAsLong();
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  Denials denials() {
    Denials known = denials;
    if (known == null) {
      known = new Denials(this, admitted.app(), parts.counts(), parts.nanoTime());
      denials = known;
    }
    return known;
  }

  Inbound inbound() {
    return inbound;
  }

  Heartbeat heartbeat() {
    return heartbeat;
  }

  void send(ServerMessage message) {
    sendText(ServerMessageWriter.write(message));
  }

  /** Sends a message whose text is finished. */
  void sendText(byte[] utf8) {
    inbound.countAnswer(utf8.length);
    OutboundFrame frame = parts.frames().text(utf8);
    connection.send(frame);
    frame.release();
  }

  /**
   * Runs the step with the answer when the stage is complete; until then later messages wait. An
   * answer that fails, or does not come within 10 s, is refused with {@code SERVER_FAILED} and
   * counts no more when it comes after all.
   *
   * @param stage completes on the loop of the connection
   * @param giveBack gives up what was asked for. The owners hear of it behind the question, so
   *     nothing of what they may grant later is left.
   */
  <A> void await(CompletionStage<A> stage, Consumer<A> step, Runnable giveBack) {
    inbound.await(stage, ANSWER_TIME, step, giveBack);
  }

  /** The same for what hooks decide, which have their own time; nothing is given back. */
  <A> void await(HookCalls hooks, CompletionStage<A> decision, Consumer<A> step) {
    inbound.await(decision, hooks.time(), step, () -> {});
  }

  /** Runs tasks on the event loop of the connection. */
  Executor loop() {
    return parts.holdings().loop()::execute;
  }

  /** Tells the client that the server could not do what it asked for; called on any thread. */
  void failed() {
    parts.holdings().loop().execute(() -> denials().serverFailed());
  }

  /** Lets the events of a channel flow. */
  void activate(Subscription subscription) {
    subscriptions.activate(subscription);
    wire.established();
  }

  /**
   * The client has proved something: a connection that must authenticate has done so (rule WS-042).
   */
  void authorized() {
    heartbeat.authorized();
  }

  /** Runs the task when that time has passed. */
  void after(Duration delay, Runnable task) {
    parts.holdings().loop().after(delay, task);
  }

  /** Ends the connection. */
  void close(CloseReason reason) {
    connection.close(reason);
  }

  /** Ends the connection, and tells the client that sentence. */
  void close(CloseReason reason, String sentence) {
    connection.close(reason, sentence);
  }

  /** The end of the sign-in; null while there is none. */
  @Nullable Expiry expiry() {
    return expiry;
  }

  /** The sign-in that counts from now on ends then; null for never. */
  void expires(@Nullable Expiry newExpiry) {
    expiry = newExpiry;
    if (newExpiry != null) {
      connection.dueBy(newExpiry.nextDue());
    }
  }

  /**
   * Gives up all that the connection holds, as it ends with that code; the user who was signed in.
   */
  @Nullable UserId end(int code) {
    subscriptions.releaseAll();
    if (identity == null) {
      return null;
    }
    UserId user = identity.user();
    identity.end(socketId(), code);
    return user;
  }
}
