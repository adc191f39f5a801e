package io.belfry.server.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.channel.Loop;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.cluster.Report.Holder;
import io.belfry.server.metrics.LoopCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FanOutTest {
  private static final String NODE = "here";

  @Test
  void givenALoopThatHasStopped_theFrameForItIsReleased() {
    CountedFrame frame = new CountedFrame();
    fanOut(new StoppedLoop(), frame).toHolders(new byte[1], holders(), (holdings, held) -> {});

    assertThat(frame.places).isZero();
  }

  @Test
  void givenALoopThatRuns_theFrameIsHeldUntilTheLoopHasDeliveredIt() {
    CountedFrame frame = new CountedFrame();
    QueueingLoop loop = new QueueingLoop();
    List<OutboundFrame> delivered = new ArrayList<>();
    fanOut(loop, frame).toHolders(new byte[1], holders(), (holdings, held) -> delivered.add(held));
    assertThat(frame.places).isOne();
    loop.tasks.forEach(Runnable::run);

    assertThat(delivered).containsExactly(frame);
    assertThat(frame.places).isZero();
  }

  private static FanOut fanOut(Loop loop, OutboundFrame frame) {
    List<LoopHoldings> holdings =
        List.of(new LoopHoldings(loop, new LoopCounts(), new ConfiguredApps(List.of())));
    return new FanOut(List.of(loop), holdings, utf8 -> frame, () -> 0);
  }

  private static Set<Holder> holders() {
    return Set.of(new Holder(NODE, 0));
  }

  private static final class StoppedLoop extends QueueingLoop {
    @Override
    public boolean execute(Runnable task) {
      return false;
    }
  }

  private static final class CountedFrame implements OutboundFrame {
    int places = 1;

    @Override
    public int size() {
      return 1;
    }

    @Override
    public byte[] quoted() {
      return new byte[0];
    }

    @Override
    public OutboundFrame retain() {
      places++;
      return this;
    }

    @Override
    public void release() {
      places--;
    }
  }
}
