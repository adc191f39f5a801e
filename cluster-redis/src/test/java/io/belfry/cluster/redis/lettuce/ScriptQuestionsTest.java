package io.belfry.cluster.redis.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.EngineKind;
import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.OnEngine;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How the script lets nodes ask each other. */
@OnEngine
@Tag("USR-017")
class ScriptQuestionsTest {
  private final EngineProcess engine;
  private final ScriptedPartition partition;
  private final ScriptedNode a;
  private final ScriptedNode b;
  private final ScriptedNode c;

  ScriptQuestionsTest(EngineKind kind) {
    engine = kind.start();
    partition = new ScriptedPartition(engine.url());
    a = partition.node("a");
    b = partition.node("b");
    c = partition.node("c");
    partition.settle();
  }

  @AfterEach
  void close() {
    partition.close();
    engine.close();
  }

  @Test
  void givenAQuestion_theOthersAreToldWhoAsksAndItsAnswersGoThere() {
    assertThat(a.ask(7, "who?")).isEqualTo(List.of("OK", List.of("b.0", "c.0")));
    b.answer("a.0", 7, "ann");
    c.answer("a.0", 7, "");

    assertThat(a.heard()).containsExactly("A b.0 7 ann", "A c.0 7");
    assertThat(b.heard()).containsExactly("Q a.0 7 who?");
    assertThat(c.heard()).containsExactly("Q a.0 7 who?");
  }

  @Test
  void givenNodesThatAreTakenForDead_theyAreNeitherAskedNorAnswered() {
    c.dies();
    partition.pass(2_000);
    assertThat(a.ask(1, "")).isEqualTo(List.of("OK", List.of("c.0", "b.0")));
    partition.pass(4_000);

    assertThat(a.ask(2, "")).isEqualTo(List.of("OK", List.of("b.0")));
    assertThat(c.ask(1, "")).isEqualTo(List.of("LOST"));
    Map<String, String> before = partition.dump();
    b.answer("c.0", 1, "late");
    b.answer("d.0", 1, "to nobody");
    assertThat(partition.dump()).isEqualTo(before);
  }

  @Test
  void givenQuestionsAndAnswers_onlyNumbersOfBundlesGrow() {
    Map<String, String> before = partition.dump();
    a.ask(7, "who?");
    b.answer("a.0", 7, "ann");

    assertThat(partition.dump().keySet()).isEqualTo(before.keySet());
    assertThat(partition.hash("n:a.0")).containsEntry("o", "1");
    assertThat(partition.hash("n:b.0")).containsEntry("o", "1");
  }
}
