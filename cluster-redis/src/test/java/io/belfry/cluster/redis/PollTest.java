package io.belfry.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Question.Answer.Coverage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Answers of nodes as they come. */
@Tag("USR-017")
class PollTest {
  private final Poll<Long> poll = new Poll<>(0L, Long::sum, AnswerBytes::readCount);
  private final CompletableFuture<Answer<Long>> result = poll.result().toCompletableFuture();

  private void hears(String process, long count) {
    assertThat(poll.heard(process, AnswerBytes.write(count))).isTrue();
  }

  @Test
  void givenAnswersBeforeItIsKnownWhoWasAsked_theyCountOnce() {
    hears("a", 1);
    hears("b", 2);
    hears("b", 2);
    assertThat(result).isNotDone();
    poll.asked(List.of("a", "b"));

    assertThat(result).isCompletedWithValue(Answer.complete(3L));
  }

  @Test
  void givenANodeThatIsLate_theOthersAreTheAnswerAndItIsHeardNoMore() {
    poll.asked(List.of("a", "b"));
    hears("a", 1);
    poll.giveUp();
    hears("b", 2);

    assertThat(result).isCompletedWithValue(new Answer<>(1L, Coverage.PARTIAL));
  }

  @Test
  void givenAnAnswerThatCannotBeUnderstood_itIsNoneAndNobodyWaitsForAnother() {
    poll.asked(List.of("a", "b"));
    assertThat(poll.heard("b", new byte[3])).isFalse();
    hears("b", 7);
    hears("a", 1);

    assertThat(result).isCompletedWithValue(new Answer<>(1L, Coverage.PARTIAL));
  }

  @Test
  void givenNobodyWhoCouldBeAsked_theNodesOwnAnswerIsAllAndSaysSo() {
    hears("a", 1);
    poll.askedOnly(List.of("a"));

    assertThat(result).isCompletedWithValue(new Answer<>(1L, Coverage.PARTIAL));
  }

  @Test
  void givenANodeThatAnswersInPart_soIsTheWhole() {
    poll.asked(List.of("a", "b"));
    poll.heard("b", new Answer<>(2L, Coverage.PARTIAL));
    hears("a", 1);

    assertThat(result).isCompletedWithValue(new Answer<>(3L, Coverage.PARTIAL));
  }
}
