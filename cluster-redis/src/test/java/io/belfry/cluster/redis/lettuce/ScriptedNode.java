package io.belfry.cluster.redis.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A node as the scripts see it: numbers its steps and keeps what it is told. */
final class ScriptedNode {
  private final ScriptedPartition partition;
  private final String name;
  private int incarnation;
  private long lastStep;
  private long lastBundle;
  private final List<String> heard = new ArrayList<>();
  boolean alive;
  boolean restoring;
  Script script = Script.STEPS;

  ScriptedNode(ScriptedPartition partition, String name) {
    this.partition = partition;
    this.name = name;
  }

  String id() {
    return name + "." + incarnation;
  }

  List<Object> hello(String coming) {
    List<Object> answer =
        partition.call(
            Script.MODES, "hello", id(), coming, ScriptedPartition.LEASE, name + "-host", "1/16");
    List<Object> readable = readable(answer);
    alive = readable.getFirst().equals("OK");
    return readable;
  }

  /** Begins anew: another node id, whose steps begin with 1. */
  void beginAnew() {
    incarnation++;
    lastStep = 0;
    lastBundle = 0;
    restoring = true;
    assertThat(hello("restoring")).startsWith("OK");
  }

  /** A step that must be taken; answers its verdicts. */
  List<Object> step(Object... operations) {
    List<Object> answer = tryStep(lastStep, lastStep + 1, operations);
    assertThat(answer.getFirst()).isEqualTo("OK");
    lastStep++;
    return new ArrayList<>((List<?>) answer.get(2));
  }

  /** A step with one operation; answers its verdict. */
  Object does(Object... operation) {
    return step(operation).getFirst();
  }

  List<Object> tryStep(long before, long number, Object... operations) {
    List<Object> args =
        new ArrayList<>(List.of("step", id(), before, number, restoring ? "1" : "0"));
    args.addAll(List.of(operations));
    return readable(partition.call(script, args.toArray()));
  }

  List<Object> beat() {
    return readable(partition.call(Script.MODES, "beat", id(), ScriptedPartition.LEASE, "0"));
  }

  List<Object> beatWillingly() {
    return readable(partition.call(Script.MODES, "beat", id(), ScriptedPartition.LEASE, "1"));
  }

  /** Asks all others; answers who they are. */
  List<Object> ask(long number, String question) {
    return readable(partition.call(Script.MODES, "ask", id(), number, question));
  }

  List<Object> answer(String asker, long number, String answer) {
    return readable(partition.call(Script.MODES, "answer", id(), asker, number, answer));
  }

  List<Object> bye() {
    alive = false;
    return readable(partition.call(Script.MODES, "bye", id()));
  }

  void dies() {
    alive = false;
  }

  void arrived(byte[] bundle) {
    assertThat(ByteBuffer.wrap(bundle).getLong()).as("number at " + id()).isEqualTo(++lastBundle);
    heard.addAll(ScriptedPartition.entries(bundle));
  }

  /** What it has been told since it was asked last. */
  List<String> heard() {
    List<String> all = List.copyOf(heard);
    heard.clear();
    return all;
  }

  long lastStep() {
    return lastStep;
  }

  long lastBundle() {
    return lastBundle;
  }

  private static List<Object> readable(List<?> answer) {
    List<Object> readable = new ArrayList<>();
    for (Object part : answer) {
      readable.add(
          part instanceof List<?> list
              ? readable(list)
              : part instanceof byte[] bytes ? ScriptedPartition.text(bytes) : part);
    }
    return readable;
  }
}
