package io.belfry.cluster.redis.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When a connection for inboxes is read. */
@Tag("CLU-044")
class InboxFlowTest {
  private static final int HALF = (int) InboxFlow.MAX_WAITING_BYTES / 2;

  private final List<String> done = new ArrayList<>();
  private final InboxFlow flow = new InboxFlow(() -> done.add("read"), () -> done.add("rest"));

  @Test
  void givenSeveralWhoCannotTakeMore_itIsReadWhenAllCanAgain() {
    flow.stop("a");
    flow.stop("b");
    flow.stop("a");
    flow.goOn("a");
    assertThat(done).containsExactly("rest");
    assertThat(flow.isRead()).isFalse();

    flow.goOn("b");
    flow.goOn("b");
    assertThat(done).containsExactly("rest", "read");
  }

  @Test
  void givenTooMuchThatWaits_itIsReadAgainWhenHalfOfItIsTaken() {
    flow.arrived(HALF);
    flow.arrived(HALF);
    assertThat(done).isEmpty();
    flow.arrived(2);
    flow.taken(HALF);
    assertThat(done).containsExactly("rest");

    flow.taken(2);
    assertThat(done).containsExactly("rest", "read");
  }

  @Test
  void givenBothReasons_itIsReadWhenNeitherIsLeft() {
    flow.stop("a");
    flow.arrived(3 * HALF);
    flow.goOn("a");
    assertThat(flow.isRead()).isFalse();

    flow.taken(3 * HALF);
    assertThat(flow.isRead()).isTrue();
    assertThat(done).containsExactly("rest", "read");
  }
}
