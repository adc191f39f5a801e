package io.belfry.cluster.redis;

import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Orders as they stand at the engine: a byte for the kind, then texts. What a later version adds is
 * passed over.
 *
 * <p>Thread: immutable.
 *
 * @see "rules CLU-050, CLU-070"
 */
final class Order {
  private static final byte TERMINATE = 'T';
  private static final byte APPS_CHANGED = 'A';

  private Order() {}

  static byte[] bytes(ClusterMessage.Terminate terminate) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(TERMINATE);
      out.writeUTF(terminate.appId());
      out.writeUTF(terminate.user().text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] bytes(ClusterMessage.AppsChanged unused) {
    return new byte[] {APPS_CHANGED};
  }

  /** What an order says; empty when it is none that is known here. */
  static Optional<ClusterMessage> read(byte[] bytes, Duration age) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return switch (in.readByte()) {
        case TERMINATE -> terminate(in, age);
        case APPS_CHANGED -> Optional.of(new ClusterMessage.AppsChanged());
        default -> Optional.empty();
      };
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<ClusterMessage> terminate(DataInputStream in, Duration age)
      throws IOException {
    String appId = in.readUTF();
    return UserId.parse(in.readUTF()).map(user -> new ClusterMessage.Terminate(appId, user, age));
  }
}
