package io.belfry.bench.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.belfry.bench.run.Complaint;
import io.belfry.cluster.redis.lettuce.Script;
import io.belfry.cluster.redis.wire.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Measures one row: an engine that was emptied, nodes that hold the channel, and the engine's own
 * processor time from the first call to the last.
 *
 * <p>Thread: confined to its caller.
 */
final class EngineCost {
  /** How many calls of one node are under way when the engine is busy. */
  static final int UNDER_WAY = 32;

  /** Most operations of a call when there is much to say. */
  static final int FULL = 20;

  private static final Pattern TIME = Pattern.compile("used_cpu_(?:user|sys):([0-9.]+)");

  /**
   * How calls come.
   *
   * @param perCall operations of a call
   * @param underWay calls that are sent before the first of them is answered
   */
  record Manner(int perCall, int underWay) {}

  private final int port;
  private final EngineCall call;
  private final int holders;

  /**
   * A row.
   *
   * @param holders nodes that hold the channel
   */
  EngineCost(int port, EngineCall call, int holders) {
    this.port = port;
    this.call = call;
    this.holders = holders;
  }

  /**
   * Measures it.
   *
   * @param operations how many are asked, all in all
   * @return microseconds of the engine's processor time for one of them
   */
  double micros(int operations, Manner manner) {
    try (EngineLine line = new EngineLine(port)) {
      line.ask("FLUSHALL");
      for (Script script : Script.values()) {
        line.ask("SCRIPT", "LOAD", script.text());
      }
      List<EngineNode> nodes = nodes(line);
      try {
        prepare(nodes.getFirst(), operations);
        double before = seconds(line);
        ask(line, nodes, operations, manner);
        return (seconds(line) - before) * 1e6 / operations;
      } finally {
        nodes.forEach(EngineNode::close);
      }
    }
  }

  /** The first calls; it holds the channel with the others, unless nobody does. */
  private List<EngineNode> nodes(EngineLine line) {
    List<EngineNode> nodes = new ArrayList<>();
    for (int number = 1; number <= Math.max(holders, 1); number++) {
      EngineNode node = new EngineNode(number, port, line);
      nodes.add(node);
      if (holders > 0) {
        node.writeStep(List.of(EngineCall.hold()));
        node.expect("OK");
      }
    }
    // Ends what a partition does at its beginning.
    nodes.getFirst().writeBeat();
    nodes.getFirst().expect("OK");
    return nodes;
  }

  private void prepare(EngineNode caller, int operations) {
    int wanted = call == EngineCall.LEAVE ? operations : call.membersBefore();
    for (int done = 0; done < wanted; done += FULL) {
      caller.writeStep(
          IntStream.range(done, Math.min(done + FULL, wanted)).mapToObj(call::before).toList());
      caller.expect("OK");
    }
  }

  private void ask(EngineLine line, List<EngineNode> nodes, int operations, Manner manner) {
    EngineNode caller = nodes.getFirst();
    int written = 0;
    int underWay = 0;
    while (written < operations || underWay > 0) {
      while (written < operations && underWay < manner.underWay()) {
        int count = call.isOperation() ? Math.min(manner.perCall(), operations - written) : 1;
        if (call == EngineCall.SPUBLISH) {
          publish(line, nodes);
        } else {
          write(caller, written, count);
        }
        written += count;
        underWay++;
      }
      await(line, caller);
      underWay--;
    }
  }

  private void write(EngineNode caller, int from, int count) {
    if (call == EngineCall.BEAT) {
      caller.writeBeat();
      return;
    }
    List<Operation> operations =
        IntStream.range(from, from + count).mapToObj(call::operation).toList();
    caller.writeStep(operations);
  }

  private static void publish(EngineLine line, List<EngineNode> nodes) {
    for (EngineNode node : nodes) {
      line.head(3);
      line.word("SPUBLISH".getBytes(UTF_8));
      line.word(node.inboxName().getBytes(UTF_8));
      line.word(EngineCall.payload());
    }
  }

  private void await(EngineLine line, EngineNode caller) {
    if (call != EngineCall.SPUBLISH) {
      caller.expect("OK");
      return;
    }
    for (int i = 0; i < Math.max(holders, 1); i++) {
      line.await();
    }
  }

  private static double seconds(EngineLine line) {
    Matcher times = TIME.matcher(line.ask("INFO", "cpu"));
    double sum = 0;
    int found = 0;
    while (times.find()) {
      sum += Double.parseDouble(times.group(1));
      found++;
    }
    if (found != 2) {
      throw new Complaint("The engine does not say how long it has worked (INFO cpu).");
    }
    return sum;
  }
}
