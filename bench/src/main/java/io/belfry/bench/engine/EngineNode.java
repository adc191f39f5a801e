package io.belfry.bench.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.belfry.bench.run.Complaint;
import io.belfry.cluster.redis.lettuce.CallWriter;
import io.belfry.cluster.redis.lettuce.CallWriter.ScriptCall;
import io.belfry.cluster.redis.wire.BeatCall;
import io.belfry.cluster.redis.wire.BeatCall.Willingness;
import io.belfry.cluster.redis.wire.HelloCall;
import io.belfry.cluster.redis.wire.HelloCall.Coming;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.StepCall;
import io.belfry.cluster.redis.wire.StepCall.Phase;
import java.time.Duration;
import java.util.List;

/**
 * A node as the engine sees it: its calls in one partition, and somebody who reads its inbox.
 *
 * <p>Thread: confined to its caller.
 */
final class EngineNode implements AutoCloseable {
  private static final Layout LAYOUT = new Layout("bench", 16);
  private static final int PARTITION = 0;
  private static final Duration LONG = Duration.ofHours(1);
  // The partition is settled when the lease of the first hello is over.
  private static final Duration SHORT = Duration.ofMillis(1);

  private final NodeId id;
  private final EngineLine line;
  private final EngineLine inbox;
  private final CallWriter writer = new CallWriter(LAYOUT);
  private long steps;

  EngineNode(int number, int port, EngineLine line) {
    this.id = NodeId.of(number);
    this.line = line;
    this.inbox = new EngineLine(port);
    inbox.ask("SSUBSCRIBE", LAYOUT.prefix(PARTITION) + "i:" + id);
    Thread.ofVirtual().start(inbox::drain);
    write(writer.hello(new HelloCall(id, Coming.NEW, SHORT, "bench")));
    expect("OK");
    writeBeat();
    expect("OK");
  }

  /** The name of its inbox. */
  String inboxName() {
    return LAYOUT.prefix(PARTITION) + "i:" + id;
  }

  /** Writes its next step, without waiting for the answer. */
  void writeStep(List<Operation> operations) {
    write(writer.step(new StepCall(id, steps, steps + 1, Phase.COMPLETE, operations)));
    steps++;
  }

  /** Writes a beat, without waiting for the answer. */
  void writeBeat() {
    write(writer.beat(new BeatCall(id, LONG, Willingness.UNWILLING)));
  }

  /** Waits for the next answer, which has to begin so. */
  void expect(String begin) {
    String answer = line.await();
    if (!answer.startsWith(begin)) {
      throw new Complaint("The engine answered " + answer + " where " + begin + " was expected.");
    }
  }

  private void write(ScriptCall call) {
    line.head(4 + call.arguments().size());
    line.word("EVALSHA".getBytes(UTF_8));
    line.word(call.script().digest().getBytes(UTF_8));
    line.word("1".getBytes(UTF_8));
    line.word(writer.key(PARTITION));
    call.arguments().forEach(line::word);
  }

  @Override
  public void close() {
    inbox.close();
  }
}
