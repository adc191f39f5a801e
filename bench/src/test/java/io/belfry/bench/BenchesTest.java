package io.belfry.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs each bench for a moment, so that none rots; how fast it is, is not looked at. */
class BenchesTest {
  @TestFactory
  Stream<DynamicTest> givenABench_itRuns() {
    return Stream.of(
            "FrameBench", "SignBench", "ParseBench", "FanOutBench", "InboxBench", "SigninBench")
        .map(name -> DynamicTest.dynamicTest(name, () -> assertThat(run(name)).isNotEmpty()));
  }

  private static Collection<RunResult> run(String name) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include("\\." + name + "\\.")
            .param("subscribers", "1", "100")
            .param("shutOut", "0", "100")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(5))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    return new Runner(options).run();
  }
}
