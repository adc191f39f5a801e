package io.belfry.cluster.redis.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.belfry.cluster.redis.wire.HookEntry;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Decision.SignedIn;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session as it is held at the engine: app, user, connection, login session and device, each with
 * its length in front but for the last.
 *
 * <p>Thread: stateless.
 */
final class SessionText {
  private SessionText() {}

  static String of(String appId, SignedIn session) {
    String told =
        Layout.token(
            session.socketId().text(), Layout.token(text(session.login()), text(session.device())));
    return Layout.token(appId, Layout.token(session.user().text(), told));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** The session that an entry is about; empty when it is malformed. */
  static Optional<SignedIn> read(HookEntry entry) {
    Optional<UserId> user = UserId.parse(entry.name(), Integer.MAX_VALUE);
    Optional<Split> outer = Split.of(entry.data());
    Optional<SocketId> socket = outer.flatMap(it -> SocketId.parse(it.before()));
    Optional<Split> inner = outer.flatMap(it -> Split.of(it.after()));
    return user.isEmpty() || socket.isEmpty() || inner.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SignedIn(
                user.get(),
                socket.get(),
                orNull(inner.get().before()),
                orNull(new String(inner.get().after(), UTF_8))));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** What stands before and after in {@code length:beforeafter}. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Split(String before, byte[] after) {
    static Optional<Split> of(byte[] joined) {
      int colon = 0;
      int length = 0;
      while (colon < joined.length && colon < 5 && Character.isDigit(joined[colon])) {
        length = 10 * length + joined[colon] - '0';
        colon++;
      }
      int end = colon + 1 + length;
      return colon == 0 || colon == joined.length || joined[colon] != ':' || end > joined.length
          ? Optional.empty()
          : Optional.of(
              new Split(
                  new String(joined, colon + 1, length, UTF_8),
                  Arrays.copyOfRange(joined, end, joined.length)));
    }
  }
}
