package io.belfry.server.api;

import io.belfry.protocol.message.ClientMessage;
import io.belfry.protocol.message.ClientMessageReader;
import io.belfry.server.app.Limit.Limits;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Texts become records: a message of a client, the body of a publish, that of a batch. It lives in
 * this package because bodies are nobody else's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ParseBench {
  private static final byte[] SUBSCRIBE =
      "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"orders\"}}"
          .getBytes(StandardCharsets.UTF_8);

  /** A message of a client. */
  @Benchmark
  public ClientMessage clientMessage() {
    return ClientMessageReader.read(SUBSCRIBE, 0, SUBSCRIBE.length);
  }

  /** One event. */
  @Benchmark
  public Object event() {
    return EventBody.parse(Bodies.EVENT, Limits.DEFAULTS);
  }

  /** Ten events. */
  @Benchmark
  public Object batch() {
    return BatchBody.parse(Bodies.BATCH, Limits.DEFAULTS);
  }
}
