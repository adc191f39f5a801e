package io.belfry.cluster.redis;

import io.belfry.cluster.redis.wire.Inquiry;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterMessage;
import io.belfry.server.cluster.ClusterMessage.Ending;
import io.belfry.server.cluster.SessionSelector;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/**
 * An order as it stands at the engine: a byte for the kind, then texts. What a later version adds
 * is passed over; so what it adds must not narrow whom an order is for, or an earlier version would
 * do it to more than are meant. That takes another kind, which an earlier version leaves alone.
 *
 * <p>Thread: immutable.
 *
 * @param message what all nodes are told
 * @param inquiry who wants to know how many were concerned; empty for nobody
 * @see "rules CLU-050, CLU-070, USR-020"
 */
record Order(ClusterMessage message, Optional<Inquiry> inquiry) {
  /** All sessions of a user end for good. */
  private static final byte TERMINATE = 'T';

  /** Some sessions of a user end, or with other words. */
  private static final byte END_SOME = 'S';

  private static final byte APPS_CHANGED = 'A';
  private static final byte STAYS_AWAY = 0;
  private static final byte COMES_BACK = 1;

  static byte[] bytes(ClusterMessage.AppsChanged unused) {
    return new byte[] {APPS_CHANGED};
  }

  static byte[] bytes(ClusterMessage.Terminate terminate) {
    return bytes(terminate, Optional.empty());
  }

  /** The same, with who wants to know how many have ended. */
  static byte[] bytes(ClusterMessage.Terminate terminate, Optional<Inquiry> inquiry) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      boolean isWhole =
          terminate.selector() instanceof SessionSelector.All
              && terminate.ending().equals(Ending.FOR_GOOD);
      out.writeByte(isWhole ? TERMINATE : END_SOME);
      out.writeUTF(terminate.appId());
      out.writeUTF(terminate.user().text());
      if (!isWhole) {
        write(terminate.selector(), out);
        write(terminate.ending(), out);
      }
      if (inquiry.isPresent()) {
        out.writeUTF(inquiry.get().asker().toString());
        out.writeLong(inquiry.get().number());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(SessionSelector selector, DataOutputStream out) throws IOException {
    switch (selector) {
      case SessionSelector.All unused -> write('a', "", out);
      case SessionSelector.OfSocket of -> write('s', of.socket().text(), out);
      case SessionSelector.OfLogin of -> write('l', of.name(), out);
      case SessionSelector.AllButSocket but -> write('S', but.socket().text(), out);
      case SessionSelector.AllButLogin but -> write('L', but.name(), out);
    }
  }

  private static void write(char kind, String name, DataOutputStream out) throws IOException {
    out.writeByte(kind);
    out.writeUTF(name);
  }

  private static void write(Ending ending, DataOutputStream out) throws IOException {
    String reason = ending.reason();
    out.writeByte(ending.comesBack() ? COMES_BACK : STAYS_AWAY);
    out.writeBoolean(reason != null);
    out.writeUTF(reason == null ? "" : reason);
  }

  /** What an order says; empty when it is none that is known here. */
  static Optional<Order> read(byte[] bytes, Duration age) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return switch (in.readByte()) {
        case TERMINATE -> terminate(in, age);
        case END_SOME -> endSome(in, age);
        case APPS_CHANGED ->
            Optional.of(new Order(new ClusterMessage.AppsChanged(), Optional.empty()));
        default -> Optional.empty();
      };
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Order> terminate(DataInputStream in, Duration age) throws IOException {
    String appId = in.readUTF();
    Optional<UserId> user = user(in);
    Optional<Inquiry> inquiry = inquiry(in);
    return user.map(it -> new Order(new ClusterMessage.Terminate(appId, it, age), inquiry));
  }

  private static Optional<Order> endSome(DataInputStream in, Duration age) throws IOException {
    String appId = in.readUTF();
    Optional<UserId> user = user(in);
    Optional<? extends SessionSelector> selector = selector(in);
    Optional<Ending> ending = ending(in);
    Optional<Inquiry> inquiry = inquiry(in);
    return user.isEmpty() || selector.isEmpty() || ending.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Order(
                new ClusterMessage.Terminate(appId, user.get(), selector.get(), ending.get(), age),
                inquiry));
  }

  private static Optional<UserId> user(DataInputStream in) throws IOException {
    return UserId.parse(in.readUTF(), Integer.MAX_VALUE);
  }

  private static Optional<? extends SessionSelector> selector(DataInputStream in)
      throws IOException {
    char kind = (char) in.readByte();
    String name = in.readUTF();
    return switch (kind) {
      case 'a' -> Optional.of(new SessionSelector.All());
      case 's' -> SocketId.parse(name).map(SessionSelector.OfSocket::new);
      case 'l' -> Optional.of(new SessionSelector.OfLogin(name));
      case 'S' -> SocketId.parse(name).map(SessionSelector.AllButSocket::new);
      case 'L' -> Optional.of(new SessionSelector.AllButLogin(name));
      default -> Optional.empty();
    };
  }

  private static Optional<Ending> ending(DataInputStream in) throws IOException {
    byte kind = in.readByte();
    boolean hasReason = in.readBoolean();
    String reason = in.readUTF();
    return kind == STAYS_AWAY || kind == COMES_BACK
        ? Optional.of(new Ending(kind == COMES_BACK, hasReason ? reason : null))
        : Optional.empty();
  }

  private static Optional<Inquiry> inquiry(DataInputStream in) {
    try {
      Optional<NodeId> asker = NodeId.parse(in.readUTF());
      long number = in.readLong();
      return asker.map(it -> new Inquiry(it, number));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
