package io.belfry.cluster.redis.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.belfry.protocol.ChannelName;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.RaisedHook.Happened;
import io.belfry.server.cluster.RaisedHook.OfCacheMiss;
import io.belfry.server.cluster.RaisedHook.OfClientEvent;
import io.belfry.server.cluster.Subject;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A webhook event that a node raises itself, on its way through the stream: one byte for its kind,
 * two for the length of the channel, the channel, and behind a client event its {@link Payload}. A
 * later version may put more behind a cache miss, and more into the head of the payload.
 *
 * <p>Thread: stateless.
 *
 * @see "cluster.md, section 8"
 */
final class RaisedEvent {
  private static final byte CLIENT_EVENT = 1;
  private static final byte CACHE_MISS = 2;
  private static final int HEAD = 1 + Short.BYTES;

  private RaisedEvent() {}

  /** A client event. */
  static byte[] of(Publication said) {
    return bytes(CLIENT_EVENT, said.channel(), new Payload(said, 0).bytes());
  }

  /** A cache channel kept nothing. */
  static byte[] ofMiss(Subject.OfChannel channel) {
    return bytes(CACHE_MISS, channel.channel(), new byte[0]);
  }

  private static byte[] bytes(byte kind, ChannelName channel, byte[] rest) {
    byte[] name = channel.text().getBytes(UTF_8);
    return ByteBuffer.allocate(HEAD + name.length + rest.length)
        .put(kind)
        .putShort((short) name.length)
        .put(name)
        .put(rest)
        .array();
  }

  /** Reads one; empty for what this version does not know, and for what is malformed. */
  static Optional<Happened> parse(String appId, byte[] bytes) {
    if (bytes.length < HEAD) {
      return Optional.empty();
    }
    int length = Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(1));
    int end = HEAD + length;
    if (end > bytes.length) {
      return Optional.empty();
    }
    byte[] rest = Arrays.copyOfRange(bytes, end, bytes.length);
    return HookReading.channel(appId, new String(bytes, HEAD, length, UTF_8))
        .flatMap(channel -> event(bytes[0], channel, rest));
  }

  private static Optional<Happened> event(byte kind, Subject.OfChannel channel, byte[] rest) {
    return switch (kind) {
      case CLIENT_EVENT ->
          Payload.parse(channel, rest).map(payload -> new OfClientEvent(payload.publication()));
      case CACHE_MISS -> Optional.of(new OfCacheMiss(channel));
      default -> Optional.empty();
    };
  }
}
