package io.belfry.cluster.redis.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.SocketId;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Publication.Origin;
import io.belfry.server.cluster.Subject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Publications on their way over the engine. */
class PayloadTest {
  private static final Subject.OfChannel NEWS =
      new Subject.OfChannel("1", ChannelName.parse("news").orElseThrow());
  private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);
  private static final SocketId SOCKET = SocketId.parse("1.2").orElseThrow();

  private static byte[] bytes() {
    return new Payload(new Publication("1", NEWS.channel(), SOCKET, Origin.CLIENT, TEXT), 5)
        .bytes();
  }

  @Test
  @Tag("CLU-070")
  void givenMoreInTheHead_whatIsKnownAndTheTextAreRead() {
    byte[] known = bytes();
    int head = known[0];
    byte[] later =
        ByteBuffer.allocate(known.length + 3)
            .put((byte) (head + 3))
            .put(known, 1, head)
            .put(new byte[3])
            .put(TEXT)
            .array();

    Payload payload = Payload.parse(NEWS, later).orElseThrow();
    assertThat(payload.lifeMillis()).isEqualTo(5);
    assertThat(payload.publication().excluded()).isEqualTo(SOCKET);
    assertThat(payload.publication().origin()).isEqualTo(Origin.CLIENT);
    assertThat(payload.publication().text()).isEqualTo(TEXT);
  }

  @Test
  @Tag("CLU-073")
  void givenACutOne_itIsNone() {
    byte[] known = bytes();
    for (int length = 0; length <= known[0]; length++) {
      assertThat(Payload.parse(NEWS, Arrays.copyOf(known, length))).isEmpty();
    }
  }
}
