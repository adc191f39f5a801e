package io.belfry.cluster.redis.link;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.SocketId;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.Origin;
import io.belfry.server.cluster.Subject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A publication on its way over the engine: one byte with the length of a head, the head, and the
 * text of the frame. The head has one byte for who said it, eight for how many milliseconds it is
 * kept, one for the length of the connection that must not get it, and that connection's id. A
 * later version may put more behind that.
 *
 * <p>Thread: immutable.
 *
 * @param publication what is published
 * @param lifeMillis how long a cache channel keeps it; 0 for not at all
 * @see "rules CLU-070, CLU-073"
 */
record Payload(Publication publication, long lifeMillis) {
  private static final int FIXED = 1 + Long.BYTES + 1;

  byte[] bytes() {
    byte[] excluded = ascii(publication.excluded());
    int head = FIXED + excluded.length;
    byte[] text = publication.text();
    return ByteBuffer.allocate(1 + head + text.length)
        .put((byte) head)
        .put(code(publication.origin()))
        .putLong(lifeMillis)
        .put((byte) excluded.length)
        .put(excluded)
        .put(text)
        .array();
  }

  private static byte code(Origin origin) {
    return switch (origin) {
      case APPLICATION -> 0;
      case CLIENT -> 1;
    };
  }

  private static Optional<Origin> origin(byte code) {
    return switch (code) {
      case 0 -> Optional.of(Origin.APPLICATION);
      case 1 -> Optional.of(Origin.CLIENT);
      default -> Optional.empty();
    };
  }

  private static byte[] ascii(@Nullable SocketId id) {
    return id == null ? new byte[0] : id.text().getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads a payload; empty when it is none. */
  static Optional<Payload> parse(Subject subject, byte[] bytes) {
    int head = bytes.length == 0 ? 0 : bytes[0] & 0xff;
    if (head < FIXED || bytes.length <= head) {
      return Optional.empty();
    }
    Optional<Origin> origin = origin(bytes[1]);
    long life = ByteBuffer.wrap(bytes).getLong(2);
    int excluded = bytes[FIXED] & 0xff;
    if (origin.isEmpty() || FIXED + excluded > head) {
      return Optional.empty();
    }
    String id = new String(bytes, 1 + FIXED, excluded, StandardCharsets.US_ASCII);
    Optional<SocketId> socket = SocketId.parse(id);
    if (socket.isEmpty() && excluded > 0) {
      return Optional.empty();
    }
    byte[] text = Arrays.copyOfRange(bytes, 1 + head, bytes.length);
    return channel(subject)
        .map(
            name ->
                new Payload(
                    new Publication(subject.appId(), name, socket.orElse(null), origin.get(), text),
                    life));
  }

  private static Optional<ChannelName> channel(Subject subject) {
    return switch (subject) {
      case Subject.OfChannel of -> Optional.of(of.channel());
      case Subject.OfUser of -> Optional.of(ChannelName.serverToUser(of.user()));
      case Subject.OfWatchers unused -> Optional.empty();
    };
  }
}
