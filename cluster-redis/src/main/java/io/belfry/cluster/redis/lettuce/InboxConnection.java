package io.belfry.cluster.redis.lettuce;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.PubSubEndpoint;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnectionImpl;
import io.lettuce.core.resource.ClientResources;
import io.netty.channel.Channel;
import java.time.Duration;

/**
 * A connection on which bundles arrive, and which can be left unread for a while.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule CLU-044"
 */
final class InboxConnection extends StatefulRedisPubSubConnectionImpl<byte[], byte[]> {
  private final Endpoint endpoint;

  InboxConnection(Endpoint endpoint, RedisChannelWriter writer, Duration timeout) {
    super(endpoint, writer, ByteArrayCodec.INSTANCE, timeout);
    this.endpoint = endpoint;
  }

  /** Goes on reading what comes. */
  void read() {
    endpoint.setReading(true);
  }

  /** Leaves what comes in the system's buffers, and then with the engine. */
  void rest() {
    endpoint.setReading(false);
  }

  /** Lettuce's own end of the connection, which knows the channel. */
  static final class Endpoint extends PubSubEndpoint<byte[], byte[]> {
    Endpoint(ClientOptions options, ClientResources resources) {
      super(options, resources);
    }

    private void setReading(boolean reading) {
      Channel now = channel;
      if (now != null) {
        now.config().setAutoRead(reading);
      }
    }
  }
}
