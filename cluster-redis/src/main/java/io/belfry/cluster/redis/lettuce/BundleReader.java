package io.belfry.cluster.redis.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.belfry.cluster.redis.wire.Bundle;
import io.belfry.cluster.redis.wire.InboxEntry;
import io.belfry.cluster.redis.wire.InboxEntry.GivenOrder;
import io.belfry.cluster.redis.wire.InboxEntry.Unknown;
import io.belfry.cluster.redis.wire.Inquiry;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Subject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what arrives in an inbox: eight bytes with the number of the bundle, then entries: one byte
 * with the kind, and three texts, each after four bytes with its length. So an entry of a kind that
 * is not known can be passed over, and one that cannot be understood costs itself only. What comes
 * after a length that cannot be right is lost; the bundle keeps its number.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules CLU-070, CLU-073"
 */
public final class BundleReader {
  /** Most entries that one call can tell: pieces of 500, each with two entries, and a step. */
  private static final int MAX_ENTRIES = 4_096;

  private static final char MALFORMED = '?';

  private BundleReader() {}

  /** Reads it; empty when it has no number. */
  public static Optional<Bundle> read(byte[] bytes) {
    if (bytes.length < Long.BYTES) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long number = in.getLong();
    List<InboxEntry> entries = new ArrayList<>();
    while (in.hasRemaining()) {
      if (entries.size() == MAX_ENTRIES || !hasEntry(in)) {
        entries.add(new Unknown(MALFORMED));
        break;
      }
      entries.add(entry(in));
    }
    return Optional.of(new Bundle(number, entries));
  }

  private static boolean hasEntry(ByteBuffer in) {
    int at = in.position() + 1;
    for (int i = 0; i < 3; i++) {
      if (in.limit() - at < Integer.BYTES) {
        return false;
      }
      int length = in.getInt(at);
      at += Integer.BYTES;
      if (length < 0 || length > in.limit() - at) {
        return false;
      }
      at += length;
    }
    return true;
  }

  private static InboxEntry entry(ByteBuffer in) {
    char kind = (char) (in.get() & 0xff);
    byte[] first = text(in);
    byte[] second = text(in);
    byte[] third = text(in);
    Optional<? extends InboxEntry> entry =
        switch (kind) {
          case 'E' -> event(first, second, third);
          case '+' -> added(first, second, third);
          case '-' ->
              both(channel(first), user(second)).map(it -> new InboxEntry.Removed(it.a(), it.b()));
          case 'N' ->
              both(channel(first), number(second))
                  .map(it -> new InboxEntry.Counted(it.a(), it.b()));
          case 'y' -> Token.read(first).flatMap(Token::user).map(InboxEntry.CameOnline::new);
          case 'x' -> Token.read(first).flatMap(Token::user).map(InboxEntry.WentOffline::new);
          case 'O' -> Optional.of(new InboxEntry.OrderGiven(new GivenOrder(string(first), second)));
          case 'Q' ->
              both(node(first), number(second))
                  .map(it -> new InboxEntry.Asked(new Inquiry(it.a(), it.b()), third));
          case 'A' ->
              both(node(first), number(second))
                  .map(it -> new InboxEntry.Answered(it.a(), it.b(), third));
          case 'H' -> Optional.of(new InboxEntry.Nudge());
          default -> Optional.empty();
        };
    return entry.isPresent() ? entry.get() : new Unknown(kind);
  }

  private static byte[] text(ByteBuffer in) {
    byte[] text = new byte[in.getInt()];
    in.get(text);
    return text;
  }

  private static Optional<InboxEntry.Event> event(byte[] holding, byte[] payload, byte[] order) {
    Optional<? extends Subject> subject = Token.holding(holding);
    Optional<Long> number = order.length == 0 ? Optional.of(0L) : number(order);
    return both(subject, number).map(it -> new InboxEntry.Event(it.a(), payload, it.b()));
  }

  private static Optional<InboxEntry.Added> added(byte[] channel, byte[] user, byte[] info) {
    return both(channel(channel), user(user))
        .map(it -> new InboxEntry.Added(it.a(), new Member(it.b(), info(string(info)))));
  }

  /** An info as {@link Member} has it; it is JSON text, so an empty one stands for none. */
  static @Nullable String info(String text) {
    return text.isEmpty() ? null : text;
  }

  private static Optional<Subject.OfChannel> channel(byte[] token) {
    return Token.read(token).flatMap(Token::channel);
  }

  static Optional<UserId> user(byte[] text) {
    return UserId.parse(string(text), Integer.MAX_VALUE);
  }

  private static Optional<NodeId> node(byte[] id) {
    return NodeId.parse(string(id));
  }

  private static Optional<Long> number(byte[] text) {
    try {
      return Optional.of(Long.parseLong(string(text)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String string(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  private record Both<A, B>(A a, B b) {}

  private static <A, B> Optional<Both<A, B>> both(
      Optional<? extends A> a, Optional<? extends B> b) {
    return a.isPresent() && b.isPresent()
        ? Optional.of(new Both<>(a.get(), b.get()))
        : Optional.empty();
  }
}
