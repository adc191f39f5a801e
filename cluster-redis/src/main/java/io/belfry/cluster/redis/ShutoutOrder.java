package io.belfry.cluster.redis;

import io.belfry.cluster.redis.wire.Inquiry;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.protocol.UserId;
import io.belfry.server.store.Shutout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * An order that tells who is shut out, or no longer, as it stands at the engine. Nodes of an
 * earlier version leave it alone.
 *
 * <p>Thread: immutable.
 *
 * @see "rules CLU-050, CLU-070, USR-031"
 */
sealed interface ShutoutOrder {
  /** Which change of the partition it tells, from 1 on; the engine gives the number. */
  long number();

  /** First byte of an order that shuts somebody out. */
  byte SHUT_OUT = 'B';

  /** First byte of an order that lets a user in. */
  byte LET_IN = 'U';

  /**
   * Somebody is shut out.
   *
   * @param inquiry who wants to know how many sessions have ended; empty for nobody
   */
  record ShutOut(long number, Shutout shutout, Optional<Inquiry> inquiry) implements ShutoutOrder {}

  /** A user is blocked no more. */
  record LetIn(long number, String appId, UserId user) implements ShutoutOrder {}

  /** As it is given to the engine, which puts the number in. */
  static byte[] bytes(Shutout shutout, Inquiry inquiry) {
    return bytes(
        out -> {
          out.writeByte(SHUT_OUT);
          out.writeUTF(inquiry.asker().toString());
          out.writeLong(inquiry.number());
          out.write(shutout.json());
        });
  }

  /** The same, for a user who is let in. */
  static byte[] bytes(String appId, UserId user) {
    return bytes(
        out -> {
          out.writeByte(LET_IN);
          out.writeUTF(appId);
          out.writeUTF(user.text());
        });
  }

  /** Writes one. */
  @FunctionalInterface
  interface Writing {
    /** Writes it. */
    void to(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** What an order says; empty when it is none of these. */
  static Optional<ShutoutOrder> read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return switch (in.readByte()) {
        case SHUT_OUT -> {
          long number = in.readLong();
          Optional<NodeId> asker = NodeId.parse(in.readUTF());
          long ofInquiry = in.readLong();
          Optional<Inquiry> inquiry = asker.map(it -> new Inquiry(it, ofInquiry));
          yield Shutout.ofJson(in.readAllBytes()).map(it -> new ShutOut(number, it, inquiry));
        }
        case LET_IN -> {
          long number = in.readLong();
          String appId = in.readUTF();
          yield UserId.parse(in.readUTF(), Integer.MAX_VALUE)
              .map(it -> new LetIn(number, appId, it));
        }
        default -> Optional.empty();
      };
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
