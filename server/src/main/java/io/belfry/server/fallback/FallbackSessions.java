package io.belfry.server.fallback;

import io.belfry.protocol.CloseReason;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.server.channel.Loop;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Response;
import io.belfry.server.socket.Admission;
import io.belfry.server.socket.Backpressure;
import io.belfry.server.socket.Connection;
import io.belfry.server.socket.Handshake;
import io.belfry.server.socket.HandshakeRequest;
import io.belfry.server.socket.InputBudget;
import io.belfry.server.socket.LoopParts;
import io.belfry.server.socket.Undecided;
import io.belfry.server.socket.Wire;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one event loop, and for half a minute what the clients of closed ones are told.
 * Admitted sessions are bounded by the quotas of connections, the others here.
 *
 * <p>Thread: confined to its event loop, but for the constructor.
 *
 * @see "rules WS-098, WS-099"
 */
public final class FallbackSessions {
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(25);
  private static final long REMEMBERED_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int MAX_CLOSE_LINES = 4096;
  private static final int MAX_UNNAMED = 1024;
  private static final long MAX_LAST_WORDS_BYTES = 16 << 20;
  private static final String APP = "/app/";

  private final Loop loop;
  private final LoopParts parts;
  private final Handshake handshake;
  private final long heartbeatNanos;
  private final Map<SessionId, FallbackSession> live = new HashMap<>();
  private final Map<SessionId, CloseLine> closeLines = new LinkedHashMap<>();
  private final SequencedSet<FallbackSession> unnamed = new LinkedHashSet<>();
  private long lastWordsBytes;

  /**
   * What is left of a closed session.
   *
   * @param binding whose it was, and who is told
   * @param line what is told
   * @param until how long, on the monotonic clock
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record CloseLine(SessionBinding binding, byte[] line, long until) {}

  /** The sessions of that loop. */
  public FallbackSessions(Loop loop, LoopParts parts, Handshake handshake) {
    this.loop = loop;
    this.parts = parts;
    this.handshake = handshake;
    Duration asked = parts.keepAlive().longest();
    boolean isShorter = !asked.isZero() && asked.compareTo(LONGEST_SILENCE) < 0;
    this.heartbeatNanos = (isShorter ? asked : LONGEST_SILENCE).toNanos();
  }

  /** The same answer for a session that is not there and for one of somebody else. */
  static Response notFound() {
    return ApiReason.NOT_FOUND.error().toResponse();
  }

  Loop loop() {
    return loop;
  }

  /** Longest silence of a receive request before a line says that it goes on. */
  long heartbeatNanos() {
    return heartbeatNanos;
  }

  InputBudget.Part input() {
    return parts.input();
  }

  long now() {
    return parts.nanoTime().getAsLong();
  }

  Backpressure backpressure() {
    return parts.backpressure();
  }

  /**
   * Whether a closed session may keep so many bytes for its client; it gives them back when it is
   * gone. No quota and no queue bounds what is closed.
   */
  boolean takeLastWords(long bytes) {
    boolean isFree = lastWordsBytes + bytes <= MAX_LAST_WORDS_BYTES;
    if (isFree) {
      lastWordsBytes += bytes;
    }
    return isFree;
  }

  void giveBackLastWords(long bytes) {
    lastWordsBytes -= bytes;
  }

  /** Serves a receive request, which makes a session when there is none. */
  void receive(Exchange exchange, SessionId id, SessionBinding binding, ReceiveRequest request) {
    FallbackSession session = live.get(id);
    CloseLine last = closeLines.get(id);
    if (session != null) {
      if (session.isOf(binding)) {
        session.receive(exchange, request);
      } else {
        exchange.answer(notFound());
      }
    } else if (last != null && now() - last.until() < 0) {
      if (last.binding().equals(binding)) {
        ReceiveAnswer.answer(exchange, request.framing(), last.line());
      } else {
        exchange.answer(notFound());
      }
    } else if (id.isSockJs()) {
      createUnnamed(exchange, id, binding, request);
    } else {
      create(exchange, id, binding, request);
    }
  }

  /** Hands a post to its session. */
  void send(SessionId id, SessionBinding binding, FallbackSession.Post post) {
    FallbackSession session = live.get(id);
    if (session != null && session.isOf(binding)) {
      session.take(post);
    } else {
      post.exchange().answer(notFound());
    }
  }

  /** Does what has become due: called a few times a second. */
  public void tick(long now) {
    for (FallbackSession session : List.copyOf(live.values())) {
      session.tick(now);
    }
    // The oldest are the first.
    closeLines.values().removeIf(last -> now - last.until() >= 0);
  }

  /** The node stops: gives back what is kept for clients that will not find it again. */
  public void stop() {
    live.values().forEach(FallbackSession::discard);
  }

  private void create(
      Exchange exchange, SessionId id, SessionBinding binding, ReceiveRequest request) {
    HandshakeRequest wanted = binding.request(exchange, request.framing());
    switch (handshake.admit(id.appKey(), wanted, loop)) {
      case Admission.Admitted admitted ->
          newSession(exchange, id, binding, request).opened(opening(admitted));
      case Undecided undecided -> newSession(exchange, id, binding, request).waitFor(undecided);
      case Admission.Rejected rejected ->
          ReceiveAnswer.answer(exchange, request.framing(), openedAndClosed(rejected));
      case Admission.TooFast tooFast -> exchange.answer(tooFast(tooFast.waitSeconds()));
      case Admission.NotFound notFound -> exchange.answer(notFound());
    }
  }

  private FallbackSession newSession(
      Exchange exchange, SessionId id, SessionBinding binding, ReceiveRequest request) {
    FallbackSession session = new FallbackSession(id, binding, this);
    live.put(id, session);
    session.receive(exchange, request);
    return session;
  }

  /** Makes the connection of an admitted session, which is the wire that it is given. */
  Function<Wire, Connection> opening(Admission.Admitted admitted) {
    return wire -> handshake.open(admitted, wire, parts);
  }

  // Whoever means it names an app within a round trip. So the oldest goes, or who opens sessions
  // and leaves them would keep everybody else out.
  private void createUnnamed(
      Exchange exchange, SessionId id, SessionBinding binding, ReceiveRequest request) {
    if (unnamed.size() >= MAX_UNNAMED) {
      unnamed.removeFirst().end(CloseReason.OVER_CAPACITY);
    }
    FallbackSession session = newSession(exchange, id, binding, request);
    session.wants(binding.request(exchange, request.framing()));
    unnamed.add(session);
  }

  /** Admits a SockJS session, whose first message names its app. */
  void name(FallbackSession session, HandshakeRequest wanted, byte[] message) {
    String path = pathOf(message);
    if (path == null || !path.startsWith(APP)) {
      session.end(CloseReason.PATH_NOT_FOUND);
      return;
    }
    int question = path.indexOf('?');
    String appKey = path.substring(APP.length(), question < 0 ? path.length() : question);
    String query = question < 0 ? "" : path.substring(question + 1);
    // From here on quotas bound it.
    unnamed.remove(session);
    switch (handshake.admit(appKey, wanted.asking(query), loop)) {
      case Admission.Admitted admitted -> session.opened(opening(admitted));
      case Undecided undecided -> session.waitFor(undecided);
      case Admission.Rejected rejected -> session.reject(rejected);
      // The answers that the session waits on were begun: the code says the same.
      case Admission.TooFast tooFast -> session.end(CloseReason.OVER_CAPACITY);
      case Admission.NotFound notFound -> session.end(CloseReason.PATH_NOT_FOUND);
    }
  }

  private static @Nullable String pathOf(byte[] message) {
    try (ObjectCursor members = ObjectCursor.over(message, ObjectCursor.Strictness.OPAQUE)) {
      String path = null;
      for (String name = members.next(); name != null; name = members.next()) {
        if (name.equals("path")) {
          path = members.string();
        }
      }
      return path;
    } catch (MalformedJson e) {
      return null;
    }
  }

  private static Response tooFast(long waitSeconds) {
    return ApiReason.RATE_LIMITED
        .saying("This address opens connections too fast. Wait " + waitSeconds + " s.")
        .retryAfter(waitSeconds)
        .toResponse();
  }

  private static byte[] openedAndClosed(Admission.Rejected rejected) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    lines.writeBytes(StreamFraming.OPEN);
    lines.writeBytes(StreamFraming.closed(rejected.reason().code(), rejected.words()));
    return lines.toByteArray();
  }

  /** The session has ended and its client knows. */
  void forget(FallbackSession session) {
    live.remove(session.id(), session);
    unnamed.remove(session);
  }

  /** The session has ended, and whoever asks again is told how. */
  void closed(FallbackSession session, SessionBinding binding, byte[] line) {
    forget(session);
    if (closeLines.size() >= MAX_CLOSE_LINES) {
      closeLines.remove(closeLines.keySet().iterator().next());
    }
    closeLines.put(session.id(), new CloseLine(binding, line, now() + REMEMBERED_NANOS));
  }
}
