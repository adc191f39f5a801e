package io.belfry.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.store.Shutout;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Who is shut out, while nodes come, go and are cut off, and an engine forgets. */
@OnEngine
class ShutoutsOnEngineTest {
  private static final Pattern REFUSED = Pattern.compile("cmdstat_hscan:.*rejected_calls=([0-9]+)");
  private static final Shutout ADA = block("ada", Long.MAX_VALUE);
  private static final Shutout BOB = block("bob", Long.MAX_VALUE);

  private final TwoNodes nodes;
  private final EngineProcess engine;
  private final RedisCommands<String, String> redis;
  private final HookNode a;
  private final HookNode b;
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  ShutoutsOnEngineTest(EngineKind kind) {
    nodes = new TwoNodes(kind);
    engine = nodes.engine;
    redis = nodes.redis;
    a = nodes.a;
    b = nodes.b;
  }

  @AfterEach
  void close() {
    if (appender.isStarted()) {
      log().detachAppender(appender);
    }
    nodes.close();
  }

  private static Shutout block(String user, long until) {
    return new Shutout.Block(HookNode.APP, new UserId(user), 1, until, null);
  }

  private static List<Shutout> known(HookNode node) {
    return node.shutouts().all(app -> true);
  }

  private void shutOut(Shutout shutout) {
    HookNode.with(a.cluster.shutOut(shutout));
  }

  private void letIn(String user) {
    HookNode.with(a.cluster.letIn(HookNode.APP, new UserId(user)));
  }

  private void cutOffB() {
    nodes.cutOffB();
    HookNode.await(() -> !b.cluster.isLinked());
  }

  @Test
  @Tag("USR-032")
  void givenANodeThatJoinsLater_itKnowsAllBeforeItIsLinked() {
    List<Shutout> many =
        IntStream.range(0, 1_234).mapToObj(i -> block("u" + i, Long.MAX_VALUE)).toList();
    many.forEach(this::shutOut);
    letIn("u7");

    try (HookNode c = new HookNode(engine, 3, new LinkedBlockingQueue<>())) {
      assertThat(known(c)).hasSize(1_233).doesNotContain(block("u7", Long.MAX_VALUE));
    }
  }

  @Test
  @Tag("USR-032")
  void givenANodeThatIsCutOff_itKnowsWhatHasChangedWhenItIsLinkedAgain() {
    shutOut(ADA);
    cutOffB();
    shutOut(BOB);
    letIn("ada");
    redis.xtrim(HookNode.LAYOUT.prefix(0) + "orders", 0);
    assertThat(known(b)).containsExactly(ADA);

    nodes.letB();

    HookNode.await(() -> b.cluster.isLinked());
    assertThat(known(b)).containsExactly(BOB);
  }

  @Test
  @Tag("USR-032")
  void givenANodeThatIsCutOffTwice_whatWasLiftedMeanwhileStaysSo() {
    cutOffB();
    shutOut(ADA);
    shutOut(BOB);
    nodes.letB();
    HookNode.await(() -> b.cluster.isLinked() && known(b).size() == 2);
    cutOffB();
    letIn("ada");
    nodes.letB();

    HookNode.await(() -> b.cluster.isLinked());
    shutOut(block("eve", Long.MAX_VALUE));
    HookNode.await(() -> known(b).contains(block("eve", Long.MAX_VALUE)));
    assertThat(known(b)).containsExactlyInAnyOrder(BOB, block("eve", Long.MAX_VALUE));
    assertThat(redis.hkeys(HookNode.LAYOUT.prefix(0) + "b:" + HookNode.APP))
        .containsExactlyInAnyOrder("bbob", "beve");
  }

  @Test
  @Tag("USR-032")
  void givenAnEngineThatCannotBeReached_nobodyIsShutOutAndTheCallerHears() {
    cutOffB();

    Throwable refusal =
        HookNode.with(
            b.cluster
                .shutOut(ADA)
                .handle(
                    (answer, failure) ->
                        failure instanceof CompletionException ? failure.getCause() : failure));

    assertThat(refusal).isInstanceOf(NotAccepted.class);
    assertThat(known(a)).isEmpty();
  }

  @Test
  @Tag("USR-032")
  void givenAnEngineThatHasLostEverything_itIsToldAgain() {
    shutOut(ADA);
    shutOut(BOB);
    letIn("bob");
    redis.flushall();

    HookNode.await(() -> redis.hlen(HookNode.LAYOUT.prefix(0) + "b:" + HookNode.APP) == 1);
    HookNode.await(() -> a.cluster.isLinked() && b.cluster.isLinked());
    assertThat(known(a)).containsExactly(ADA);
    assertThat(known(b)).containsExactly(ADA);
  }

  @Test
  @Tag("USR-032")
  void givenAUserOfTheEngineThatMayNotRead_theNodeIsNotReadyAndTheLogSaysSoOnce() {
    shutOut(ADA);
    List<ILoggingEvent> logged = logged();
    cutOffB();
    redis.aclSetuser(TwoNodes.USER, AclSetuserArgs.Builder.removeCommand(CommandType.HSCAN));

    nodes.letB();

    Supplier<Long> refused = () -> reads(redis.info("commandstats"));
    HookNode.await(() -> refused.get() >= 3);
    assertThat(b.cluster.isLinked()).isFalse();
    assertThat(ofReading(logged)).hasSize(1);
    assertThat(ofReading(logged).getFirst().getThrowableProxy()).isNull();
    assertThat(ofReading(logged).getFirst().getFormattedMessage()).contains("HSCAN", "NOPERM");
    redis.aclSetuser(TwoNodes.USER, AclSetuserArgs.Builder.addCommand(CommandType.HSCAN));
    HookNode.await(() -> b.cluster.isLinked());
    assertThat(known(b)).containsExactly(ADA);
  }

  // How many were refused.
  private static long reads(String stats) {
    Matcher hscan = REFUSED.matcher(stats);
    return hscan.find() ? Long.parseLong(hscan.group(1)) : 0;
  }

  // Asked for when nodes have logged already: before, it may be none of Logback's.
  private static Logger log() {
    return (Logger) LoggerFactory.getLogger(ShutoutReads.class);
  }

  private List<ILoggingEvent> logged() {
    appender.start();
    log().addAppender(appender);
    return appender.list;
  }

  private static List<ILoggingEvent> ofReading(List<ILoggingEvent> logged) {
    return List.copyOf(logged).stream()
        .filter(event -> event.getFormattedMessage().contains("cannot be read from the engine"))
        .toList();
  }

  @Test
  @Tag("USR-033")
  void givenBlocksThatAreOver_theEngineForgetsThemWithTheNext() {
    shutOut(block("early", 5));
    shutOut(ADA);

    assertThat(redis.hkeys(HookNode.LAYOUT.prefix(0) + "b:" + HookNode.APP))
        .containsExactly("bada");
  }

  @Test
  @Tag("USR-024")
  void givenANodeThatIsCutOff_theAnswerSaysThatSomeIsMissing() {
    cutOffB();

    assertThat(HookNode.with(a.cluster.shutOut(ADA)))
        .isEqualTo(new Answer<>(0L, Answer.Coverage.PARTIAL));
  }
}
