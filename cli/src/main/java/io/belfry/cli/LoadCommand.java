package io.belfry.cli;

import io.belfry.cli.load.LoadFailure;
import io.belfry.cli.load.LoadPlan;
import io.belfry.cli.load.LoadReport;
import io.belfry.cli.load.LoadTest;
import io.belfry.cli.load.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
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
      "Ends with 1 if anything went wrong."
    })
final class LoadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LoadTargetOptions targetOptions;

  @Mixin private LoadPlanOptions planOptions;

  @Option(names = "--json", description = "Prints the result as one JSON object.")
  private boolean isJson;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  LoadCommand() {}

  @Override
  public Integer call() throws IOException, LoadFailure, InterruptedException {
    LoadPlan plan = planOptions.plan();
    Target target = targetOptions.target();
    boolean isTerminal = Ansi.AUTO.enabled();
    LoadLine line = isTerminal ? LoadLine.overwritten(err()) : LoadLine.plain(err());
    LoadReport report;
    try {
      report = LoadTest.run(target, plan, line::show);
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

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
