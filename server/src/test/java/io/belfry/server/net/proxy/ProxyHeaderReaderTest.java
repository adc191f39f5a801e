package io.belfry.server.net.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.delivery.QueueingLoop;
import io.belfry.server.socket.InputBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("LIM-018")
class ProxyHeaderReaderTest {
  private static final String BEGUN = "PROXY TCP4 203.0.113.7 ";

  private final QueueingLoop loop = new QueueingLoop();

  private static EmbeddedChannel socket(InputBudget budget) {
    return new EmbeddedChannel(new ProxyHeaderReader(budget.part(0), header -> {}, what -> {}));
  }

  private static ByteBuf ascii(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  @Test
  void givenAHeaderThatHasBegun_itIsCountedUntilItIsThereOrTheSocketEnds() {
    InputBudget budget = new InputBudget(1_000_000, List.of(loop));
    EmbeddedChannel whole = socket(budget);
    whole.writeInbound(ascii(BEGUN));
    assertThat(budget.heldBytes()).isGreaterThanOrEqualTo(BEGUN.length());
    whole.writeInbound(ascii("10.0.0.1 4711 443\r\n"));
    assertThat(budget.heldBytes()).isZero();

    EmbeddedChannel half = socket(budget);
    half.writeInbound(ascii(BEGUN));
    assertThat(budget.heldBytes()).isPositive();
    half.close();
    assertThat(budget.heldBytes()).isZero();
    whole.close();
  }

  @Test
  void givenMoreOfThemThanThereIsRoomFor_theyAreClosed() {
    InputBudget budget = new InputBudget(1, List.of(loop));
    EmbeddedChannel socket = socket(budget);
    socket.writeInbound(ascii(BEGUN));
    List.copyOf(loop.tasks).forEach(Runnable::run);
    assertThat(socket.isOpen()).isFalse();
    assertThat(budget.heldBytes()).isZero();
  }
}
