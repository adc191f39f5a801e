package io.belfry.cli;

import io.belfry.cli.load.LoadFailure;
import io.belfry.cli.load.LoadReport;
import io.belfry.cli.load.LoadTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code belfry load}: connects, publishes and counts what arrives.
 *
 * <p>Thread: confined to the main thread.
 */
@Command(
    name = "load",
    description = {
      "Puts a server under load and counts every message: what was lost, came twice or out of"
          + " order, and how long each took.",
      "Ends with 1 if anything went wrong. Ctrl-C ends it early and still prints what was found."
    })
final class LoadCommand implements Callable<Integer> {
  private static final long LAST_WORDS_SECONDS = 30;

  @Spec private CommandSpec spec;

  @Mixin private LoadTargetOptions targetOptions;

  @Mixin private LoadPlanOptions planOptions;

  @Option(names = "--json", description = "Prints the result as one JSON object.")
  private boolean isJson;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  LoadCommand() {}

  @Override
  public Integer call() throws IOException, LoadFailure, InterruptedException {
    CountDownLatch isPrinted = new CountDownLatch(1);
    try (LoadTest test = new LoadTest(targetOptions.target(), planOptions.plan())) {
      Thread onInterrupt = new Thread(() -> end(test, isPrinted), "belfry-stop");
      Runtime.getRuntime().addShutdownHook(onInterrupt);
      try {
        return run(test);
      } finally {
        isPrinted.countDown();
        forget(onInterrupt);
      }
    }
  }

  private int run(LoadTest test) throws LoadFailure, InterruptedException {
    LoadLine line =
        Ansi.AUTO.enabled()
            ? LoadLine.overwritten(spec.commandLine().getErr())
            : LoadLine.plain(spec.commandLine().getErr());
    LoadReport report;
    try {
      report = test.run(line::show);
    } finally {
      line.end();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (isJson) {
      out.println(LoadJson.of(report));
    } else {
      new LoadTable(report, Ansi.AUTO).print(out);
    }
    out.flush();
    return report.isClean() ? Main.DONE : Main.FAILED;
  }

  // The process ends when this returns, so it waits for the result to be printed.
  private static void end(LoadTest test, CountDownLatch isPrinted) {
    test.finish();
    try {
      isPrinted.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread onInterrupt) {
    try {
      Runtime.getRuntime().removeShutdownHook(onInterrupt);
    } catch (IllegalStateException e) {
      // It runs already, and ends by itself now that the result is printed.
      onInterrupt.interrupt();
    }
  }
}
