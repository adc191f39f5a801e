package io.belfry.server.net;

import io.belfry.server.fallback.FallbackCall;
import io.belfry.server.http.Hearing;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is still to come.
 *
 * <p>Thread: confined to the event loop of the socket.
 *
 * @param asked its head
 * @param purpose what its head has come to
 * @param body what is there of its body
 */
record PendingRequest(Asked asked, Purpose purpose, RequestBody body) {
  /** What becomes of a request when it is there as a whole. */
  sealed interface Purpose {
    /** Its connection becomes a WebSocket. */
    record Upgrade(HttpRequest request) implements Purpose {}

    /** A fallback transport answers it, as long as that may take. */
    record Fallback(FallbackCall call) implements Purpose {}

    /** It is answered. */
    record ToAnswer(Hearing hearing) implements Purpose {}
  }

  /** A request that is answered. */
  static PendingRequest of(Asked asked, Hearing hearing, long now) {
    long most = hearing instanceof Hearing.Continued continued ? continued.maxBodyBytes() : 0;
    return new PendingRequest(asked, new Purpose.ToAnswer(hearing), RequestBody.of(most, now));
  }

  /** A request of a fallback transport. */
  static PendingRequest of(Asked asked, FallbackCall call, long now) {
    return new PendingRequest(
        asked, new Purpose.Fallback(call), RequestBody.of(call.maxBodyBytes(), now));
  }

  /** The request itself when it asks for a WebSocket, else null. */
  @Nullable HttpRequest upgrade() {
    return purpose instanceof Purpose.Upgrade(HttpRequest request) ? request : null;
  }

  /** The same, and the connection ends behind the answer. */
  PendingRequest ending() {
    return new PendingRequest(asked.ending(), purpose, body);
  }
}
