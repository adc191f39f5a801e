package io.belfry.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Question.Answer.Coverage;
import io.belfry.server.cluster.Question.OfEachNode;
import io.belfry.server.cluster.SessionFacts;
import io.belfry.server.cluster.UserFacts;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Questions to each node and their answers, as they go through the engine. */
class AskedBytesTest {
  private static final UserId ADA = new UserId("\u00fc/\u00f8 \ud83d\ude80");
  private static final Question.Sessions SESSIONS = new Question.Sessions("1", ADA, true, 1_001);
  private static final Question.OnlineUsers PAGE =
      new Question.OnlineUsers("1", "\u00fc", ADA, 101);

  private static Stream<OfEachNode<?>> questions() {
    return Stream.of(
        PAGE,
        new Question.OnlineUsers("a:b", "", null, 1),
        new Question.OfUsers("1", Set.of(ADA, new UserId("bob"))),
        new Question.OfUsers("1", Set.of()),
        SESSIONS,
        new Question.Sessions("1", ADA, false, 1));
  }

  private static SessionFacts session(int number, @Nullable String device, List<String> channels) {
    return new SessionFacts(
        SocketId.parse(number + ".1").orElseThrow(),
        number % 2 == 0 ? null : "web",
        device,
        1,
        2,
        3,
        number % 2 == 0 ? null : 4L,
        null,
        "",
        null,
        "ws",
        "a",
        channels,
        channels.size());
  }

  @ParameterizedTest
  @MethodSource("questions")
  @Tag("CLU-070")
  void givenAQuestion_itIsReadAsItWasAskedAlsoWithMoreBehind(OfEachNode<?> question) {
    byte[] bytes = QuestionBytes.write(question);

    assertThat(QuestionBytes.read(bytes).orElseThrow()).isEqualTo(question);
    assertThat(QuestionBytes.read(Arrays.copyOf(bytes, bytes.length + 9)).orElseThrow())
        .isEqualTo(question);
    for (int length = 0; length < bytes.length; length++) {
      assertThat(QuestionBytes.read(Arrays.copyOf(bytes, length)).isPresent()).isFalse();
    }
  }

  @Test
  @Tag("CLU-070")
  @Tag("CLU-073")
  void givenAQuestionOfAnUnknownKindOrOneThatIsTooLong_itIsNone() {
    byte[] other = QuestionBytes.write(PAGE);
    other[0] = 'Z';
    byte[] none = QuestionBytes.write(new Question.Sessions("1", ADA, false, 0));

    assertThat(QuestionBytes.read(other).isPresent()).isFalse();
    assertThat(QuestionBytes.read(none).isPresent()).isFalse();
    assertThat(
            QuestionBytes.read(Arrays.copyOf(QuestionBytes.write(PAGE), QuestionBytes.MOST + 1))
                .isPresent())
        .isFalse();
  }

  @Test
  @Tag("USR-017")
  void givenAnswers_theyAreReadAsTheyWereGiven() {
    List<UserFacts> users = List.of(new UserFacts(ADA, 3, 1_795_394_424_675L));
    List<SessionFacts> sessions =
        List.of(session(1, null, List.of()), session(2, "phone", List.of("news", "private-a")));
    Question.OfUsers of = new Question.OfUsers("1", Set.of(ADA));
    Map<UserId, UserFacts> known = Map.of(ADA, users.getFirst());

    assertThat(AnswerBytes.read(PAGE, AnswerBytes.write(PAGE, users)))
        .contains(Answer.complete(users));
    assertThat(AnswerBytes.read(of, AnswerBytes.write(of, known))).contains(Answer.complete(known));
    assertThat(AnswerBytes.read(SESSIONS, AnswerBytes.write(SESSIONS, sessions)))
        .contains(Answer.complete(sessions));
    assertThat(AnswerBytes.readCount(AnswerBytes.write(51))).contains(Answer.complete(51L));
  }

  @Test
  @Tag("CLU-070")
  void givenAnEntryWithMoreBehind_whatIsKnownCounts() {
    List<UserFacts> users = List.of(new UserFacts(ADA, 3, 7), new UserFacts(new UserId("b"), 1, 8));
    ByteBuffer whole = ByteBuffer.wrap(AnswerBytes.write(PAGE, users));
    ByteBuffer longer = ByteBuffer.allocate(1_000).put(whole.get()).putInt(whole.getInt());
    while (whole.hasRemaining()) {
      byte[] entry = new byte[whole.getInt()];
      whole.get(entry);
      longer.putInt(entry.length + 2).put(entry).put(new byte[] {7, 7});
    }

    assertThat(AnswerBytes.read(PAGE, Arrays.copyOf(longer.array(), longer.position())))
        .contains(Answer.complete(users));
  }

  @Test
  @Tag("CLU-073")
  void givenMoreThanAnAnswerMayHold_itIsCutAndSaysSo() {
    List<String> channels = Collections.nCopies(100, "c".repeat(200));
    List<SessionFacts> sessions =
        IntStream.range(0, 1_000).mapToObj(i -> session(i, "phone", channels)).toList();
    byte[] bytes = AnswerBytes.write(SESSIONS, sessions);
    Answer<List<SessionFacts>> read = AnswerBytes.read(SESSIONS, bytes).orElseThrow();

    assertThat(bytes.length).isBetween(AnswerBytes.MOST / 2, AnswerBytes.MOST);
    assertThat(read.coverage()).isEqualTo(Coverage.PARTIAL);
    assertThat(read.value()).isEqualTo(sessions.subList(0, read.value().size()));
    assertThat(AnswerBytes.read(SESSIONS, Arrays.copyOf(bytes, AnswerBytes.MOST + 1))).isEmpty();
  }

  @Test
  @Tag("CLU-073")
  void givenMoreThanWasAskedForOrACutAnswerOrBytesOfAnyKind_theyAreAnAnswerOrNone() {
    List<SessionFacts> sessions = List.of(session(1, "phone", List.of("news")));
    byte[] bytes = AnswerBytes.write(SESSIONS, List.of(sessions.get(0), sessions.get(0)));
    Question.Sessions one = new Question.Sessions("1", ADA, true, 1);

    assertThat(AnswerBytes.read(one, bytes)).isEmpty();
    assertThat(AnswerBytes.read(SESSIONS, AnswerBytes.NONE)).isEmpty();
    assertThat(AnswerBytes.readCount(AnswerBytes.NONE)).isEmpty();
    assertThat(AnswerBytes.readCount(AnswerBytes.write(-1))).isEmpty();
    for (int length = 0; length < bytes.length; length++) {
      assertThat(AnswerBytes.read(SESSIONS, Arrays.copyOf(bytes, length))).isEmpty();
    }
    Random random = new Random(5);
    for (int i = 0; i < 5_000; i++) {
      byte[] forged = bytes.clone();
      forged[random.nextInt(forged.length)] = (byte) random.nextInt();
      Optional<?> answer = AnswerBytes.read(SESSIONS, forged);
      assertThat(answer).isNotNull();
    }
  }
}
