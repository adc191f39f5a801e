package io.belfry.server.fallback;

import io.belfry.protocol.CloseReason;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.http.Response;
import io.belfry.server.socket.Admission;
import io.belfry.server.socket.CloseCodes;
import io.belfry.server.socket.Connection;
import io.belfry.server.socket.HandshakeRequest;
import io.belfry.server.socket.InputBudget;
import io.belfry.server.socket.Undecided;
import io.belfry.server.socket.Wire;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection over HTTP: at most one receive request at a time takes what there is to say, posts
 * bring what the client says. Between two receive requests it goes on for a while, since polling is
 * nothing but gaps.
 *
 * <p>Thread: confined to the event loop of the session.
 *
 * @see "rules WS-092 to WS-099"
 */
final class FallbackSession implements Wire {
  private static final long DETACHED_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long NAMING_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long LAST_WORDS_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long HIGH_WATER_BYTES = 64 << 10;
  private static final int HIGH_WATER_FRAMES = 256;
  // The request that waits for its answer, and lists and arrays of its messages.
  private static final int POST_OVERHEAD_BYTES = 1 << 10;
  private static final int MAX_HELD_POSTS = 128;
  private static final long MAX_HELD_BYTES = 1 << 20;

  private final SessionId id;
  private final SessionBinding binding;
  private final FallbackSessions sessions;
  private final Backlog backlog;
  private final RecentPosts recentPosts = new RecentPosts();
  private final ArrayDeque<Post> held = new ArrayDeque<>(0);
  private final ArrayDeque<byte[]> early = new ArrayDeque<>(0);
  private @Nullable Connection connection;
  private @Nullable ReceiveAnswer current;
  private @Nullable ReceiveAnswer successor;
  private @Nullable ReceiveRequest first;
  private @Nullable ReceiveRequest asked;
  private @Nullable HandshakeRequest wanted;
  private @Nullable Undecided undecided;
  private boolean isPumpDue;
  private boolean isPaused;
  private boolean isProbing;
  private long heldBytes;
  private InputBudget.@Nullable Holding holding;
  private long createdAt;
  private long activeAt;
  private long saidAt;
  private long askedAt;
  private long detachedAt;
  private long closedAt;
  private long lastWordsBytes;

  /**
   * A post of the client.
   *
   * @param exchange where it is answered
   * @param body what it brings
   * @param accepted what it is answered when it was handled
   */
  record Post(Exchange exchange, SessionBody body, Response accepted) {
    String query() {
      return exchange.request().query();
    }
  }

  FallbackSession(SessionId id, SessionBinding binding, FallbackSessions sessions) {
    this.id = id;
    this.binding = binding;
    this.sessions = sessions;
    backlog = new Backlog(sessions.backpressure());
    createdAt = sessions.now();
    activeAt = createdAt;
    saidAt = createdAt;
  }

  SessionId id() {
    return id;
  }

  boolean isOf(SessionBinding other) {
    return binding.equals(other);
  }

  /** What a SockJS session asks for, but for the app, which its first message names. */
  void wants(HandshakeRequest request) {
    wanted = request;
  }

  /** The app has admitted it. */
  void opened(Function<Wire, Connection> opening) {
    Connection opened = opening.apply(this);
    connection = opened;
    for (byte[] message = early.poll(); message != null; message = early.poll()) {
      handle(message);
    }
  }

  /** A hook decides whether the app admits it. What the client posts meanwhile waits. */
  void waitFor(Undecided admission) {
    undecided = admission;
    isPaused = true;
    admission.then(
        verdict -> {
          undecided = null;
          switch (verdict) {
            case Admission.Admitted admitted -> {
              reading(Intake.FLOWING);
              opened(sessions.opening(admitted));
            }
            case Admission.Rejected rejected -> reject(rejected);
            case Admission.TooFast tooFast -> end(CloseReason.OVER_CAPACITY);
            case Admission.NotFound notFound -> end(CloseReason.PATH_NOT_FOUND);
            case Undecided again -> waitFor(again);
          }
        });
  }

  /** The app does not admit it. */
  void reject(Admission.Rejected rejected) {
    close(rejected.reason().code(), rejected.words());
  }

  private void abandon() {
    if (undecided != null) {
      undecided.abandon();
      undecided = null;
    }
  }

  /** Serves a receive request; one that is open makes room for it first. */
  void receive(Exchange exchange, ReceiveRequest request) {
    active();
    ReceiveAnswer next = new ReceiveAnswer(exchange, request, this);
    next.listen(sessions.loop());
    if (current == null) {
      begin(next);
      return;
    }
    // What the open one has under way decides what the next begins with, so that has to end first.
    if (successor != null) {
      successor.drop();
    }
    successor = next;
    current.dismiss(next);
  }

  /** Takes a post; while reading is paused it waits, and so does its sender. */
  void take(Post post) {
    if (backlog.isClosing()) {
      post.exchange().answer(FallbackSessions.notFound());
      return;
    }
    active();
    if (!recentPosts.isNew(post.query(), post.body())) {
      post.exchange().answer(post.accepted());
      return;
    }
    if (!isPaused && held.isEmpty()) {
      handle(post);
      return;
    }
    heldBytes += post.body().bytes();
    held.add(post);
    charge();
    if (held.size() > MAX_HELD_POSTS || heldBytes > MAX_HELD_BYTES) {
      end(CloseReason.OVER_CAPACITY);
    }
  }

  /** Does what has become due: called a few times a second. */
  void tick(long now) {
    if (backlog.isClosing()) {
      if (current != null && now - closedAt >= LAST_WORDS_NANOS) {
        current.drop();
      } else if (current == null && now - closedAt >= DETACHED_NANOS) {
        endAsClosed();
      }
    } else if (current == null) {
      if (now - detachedAt >= DETACHED_NANOS) {
        leave();
      }
    } else if (connection == null) {
      if (undecided == null && now - createdAt >= NAMING_NANOS) {
        end(CloseReason.PATH_NOT_FOUND);
      }
    } else {
      keepAlive(connection, now);
    }
  }

  // Asked for whatever else is said: only a heartbeat makes a streaming client say something.
  private void keepAlive(Connection kept, long now) {
    long longest = sessions.heartbeatNanos();
    boolean isSilent = !isProbing && now - activeAt >= longest;
    if (isProbing
        && now - askedAt >= kept.app().settings().of(AppSettings.PONG_TIMEOUT).toNanos()) {
      kept.close(CloseReason.PONG_NOT_RECEIVED);
    } else if (isSilent || now - saidAt >= longest) {
      if (!isProbing) {
        isProbing = true;
        askedAt = now;
      }
      backlog.heartbeat();
      pump();
    }
  }

  void onWritten(ReceiveAnswer by) {
    if (by != current) {
      return;
    }
    backlog.written();
    pump();
    if (connection != null) {
      connection.onWritable();
    }
  }

  void onEnded(ReceiveAnswer ended) {
    if (ended == successor) {
      successor = null;
    }
    if (ended != current) {
      return;
    }
    ReceiveAnswer next = successor;
    successor = null;
    current = null;
    backlog.rewind();
    detachedAt = sessions.now();
    if (next != null) {
      begin(next);
    } else if (backlog.isClosing() && backlog.isEmpty()) {
      endAsClosed();
    }
  }

  private void begin(ReceiveAnswer answer) {
    current = answer;
    ReceiveRequest request = answer.request();
    if (!request.repeats(asked)) {
      backlog.begin(request.isMarked());
    } else if (!backlog.again()) {
      // Better a client that starts over, and knows it, than one that has a gap and does not.
      backlog.discard();
      end(CloseReason.DRAINING);
    }
    first = first == null ? request : first;
    asked = request;
    flushLater();
  }

  private void active() {
    activeAt = sessions.now();
    isProbing = false;
    if (connection != null) {
      connection.onActivity();
    }
  }

  private void pump() {
    if (current != null && current.deliver(backlog)) {
      saidAt = sessions.now();
    }
  }

  private void handle(Post post) {
    List<byte[]> messages = post.body().messages();
    if (hasArrived(post)) {
      backlog.arrived();
    }
    if (messages.isEmpty()) {
      if (connection != null) {
        connection.countFrame();
      }
      backlog.answerHeartbeat();
      flushLater();
    }
    messages.forEach(this::handle);
    post.exchange().answer(post.accepted());
  }

  // Nothing is posted before the first line has come, and the prelude of a later stream is answered
  // with an empty post.
  private boolean hasArrived(Post post) {
    return asked != null
        && asked.precedes(ReceiveRequest.parameter(post.query(), "n"))
        && (asked.equals(first)
            || (asked.framing() instanceof Framing.Streaming && post.body().messages().isEmpty()));
  }

  private void handle(byte[] message) {
    if (connection == null) {
      if (undecided != null) {
        // Of the post that named the app: later ones wait as a whole.
        early.add(message);
      } else if (wanted != null && !backlog.isClosing()) {
        sessions.name(this, wanted, message);
      }
    } else if (connection.app().limits().allows(Limit.MAX_CLIENT_MESSAGE_BYTES, message.length)) {
      connection.onText(message);
    } else {
      connection.close(CloseReason.MESSAGE_TOO_BIG);
    }
  }

  private void takeHeld() {
    while (!isPaused && !held.isEmpty()) {
      Post post = held.remove();
      heldBytes -= post.body().bytes();
      charge();
      handle(post);
    }
  }

  private void refuseHeld() {
    held.forEach(post -> post.exchange().answer(FallbackSessions.notFound()));
    held.clear();
    heldBytes = 0;
    charge();
  }

  private void charge() {
    if (holding == null && !held.isEmpty()) {
      holding = sessions.input().holding(() -> end(CloseReason.OVER_CAPACITY));
    }
    if (holding != null) {
      holding.set(heldBytes + (long) held.size() * POST_OVERHEAD_BYTES);
    }
  }

  /** Ends the session with a reason, whether an app has admitted it or not. */
  void end(CloseReason reason) {
    if (connection == null) {
      close(reason.code(), reason.sentence());
    } else {
      connection.close(reason);
    }
  }

  private void leave() {
    abandon();
    if (connection != null) {
      connection.onGone(CloseCodes.LOST);
    }
    backlog.discard();
    refuseHeld();
    sessions.forget(this);
  }

  private void endAsClosed() {
    backlog.discard();
    sessions.giveBackLastWords(lastWordsBytes);
    lastWordsBytes = 0;
    sessions.closed(this, binding, backlog.closeLine());
  }

  @Override
  public InetAddress address() {
    return binding.network();
  }

  @Override
  public boolean isWritable() {
    return backlog.pendingBytes() < HIGH_WATER_BYTES && backlog.pendingFrames() < HIGH_WATER_FRAMES;
  }

  @Override
  public long pendingBytes() {
    return backlog.pendingBytes();
  }

  @Override
  public long keptBytes() {
    return backlog.bytes();
  }

  @Override
  public void discard() {
    backlog.discard();
  }

  @Override
  public void write(OutboundFrame frame) {
    if (backlog.isClosing()) {
      frame.release();
    } else {
      backlog.add(frame);
    }
  }

  @Override
  public void flushLater() {
    if (!isPumpDue) {
      isPumpDue = true;
      sessions
          .loop()
          .execute(
              () -> {
                isPumpDue = false;
                pump();
              });
    }
  }

  @Override
  public void flush() {
    pump();
  }

  @Override
  public void ping() {
    backlog.heartbeat();
    flushLater();
  }

  @Override
  public boolean keepsItselfAlive() {
    return true;
  }

  @Override
  public void reading(Intake reading) {
    isPaused = reading == Intake.PAUSED;
    if (!isPaused && !held.isEmpty()) {
      sessions.loop().execute(this::takeHeld);
    }
  }

  @Override
  public boolean isCloseAnnounced() {
    return false;
  }

  @Override
  public void close(int code, String sentence) {
    if (backlog.isClosing()) {
      return;
    }
    abandon();
    backlog.close(StreamFraming.closed(code, sentence));
    closedAt = sessions.now();
    refuseHeld();
    if (sessions.takeLastWords(backlog.bytes())) {
      lastWordsBytes = backlog.bytes();
    } else {
      backlog.discard();
    }
    if (current != null) {
      pump();
    } else if (backlog.isEmpty()) {
      endAsClosed();
    }
  }
}
