package io.belfry.server.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.socket.Backpressure;
import io.belfry.server.socket.Connections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is kept to be said again has an end. */
class BacklogTest {
  private final Backlog backlog = new Backlog(new Backpressure(Long.MAX_VALUE, new Connections()));
  private final StreamRoom room = StreamRoom.unbounded();

  /** A frame that knows how many places keep it. */
  private static final class Counted implements OutboundFrame {
    private final int size;
    private int places = 1;

    Counted(int size) {
      this.size = size;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public byte[] quoted() {
      return StreamFraming.ascii("\"\"");
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

  private List<Counted> say(int count, int size) {
    return Stream.generate(() -> new Counted(size))
        .limit(count)
        .peek(
            frame -> {
              backlog.add(frame);
              backlog.takeAll(room);
              backlog.written();
            })
        .toList();
  }

  private static long kept(List<Counted> frames) {
    return frames.stream().mapToLong(frame -> (long) frame.places * frame.size).sum();
  }

  @Test
  @Tag("RES-035")
  @Tag("THR-35")
  void givenAStreamThatNobodyConfirms_whatOneStreamCanCarryIsKeptAndThenNothing() {
    backlog.begin(true);
    List<Counted> first = say(192, 4096);
    assertThat(kept(first)).isEqualTo(Backlog.MAX_KEPT_BYTES).isEqualTo(backlog.bytes());
    List<Counted> more = say(100, 4096);
    assertThat(kept(first) + kept(more)).isZero();
    assertThat(backlog.bytes()).isZero();
    assertThat(backlog.again()).isFalse();
  }

  @Test
  @Tag("RES-035")
  void givenAnAnswerThatCame_nothingOfItIsKept() {
    backlog.begin(true);
    List<Counted> before = say(3, 100);
    backlog.arrived();
    List<Counted> after = say(3, 100);
    assertThat(kept(before) + kept(after) + backlog.bytes()).isZero();
    assertThat(backlog.again()).isFalse();
  }

  @Test
  @Tag("RES-035")
  void givenTheNextAnswer_thatOfTheOneBeforeIsGoneAndItsOwnIsKept() {
    backlog.begin(true);
    List<Counted> before = say(3, 100);
    backlog.begin(true);
    List<Counted> own = say(2, 100);
    assertThat(kept(before)).isZero();
    assertThat(kept(own)).isEqualTo(200).isEqualTo(backlog.bytes());
    assertThat(backlog.pendingBytes()).isZero();
    assertThat(backlog.again()).isTrue();
    assertThat(backlog.pendingBytes()).isEqualTo(200);
    backlog.discard();
    assertThat(kept(own) + backlog.bytes()).isZero();
  }

  @Test
  @Tag("RES-035")
  void givenAClientThatCannotRepeat_nothingIsKept() {
    backlog.begin(false);
    assertThat(kept(say(3, 100))).isZero();
    assertThat(backlog.bytes()).isZero();
  }
}
