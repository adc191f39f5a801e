package io.belfry.bench.run;

import io.belfry.bench.run.Options.Output;
import io.belfry.bench.run.Options.Reach;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;

/**
 * What {@code bench/run} starts: measures, and writes the page.
 *
 * <p>Thread: confined to the main thread.
 */
public final class BenchRunner {
  private BenchRunner() {}

  /**
   * Ends with exit code 2 and one sentence when something has to be mended first.
   *
   * @param arguments see {@code bench/run --help}
   */
  public static void main(String[] arguments) {
    try {
      run(List.of(arguments), Clock.systemUTC());
    } catch (Complaint e) {
      System.err.println("belfry: " + e.getMessage());
      System.exit(2);
    }
  }

  private static void run(List<String> words, Clock clock) {
    Options options = OptionsReader.read(words, clock);
    switch (options.output().task()) {
      case HELP -> System.out.print(OptionsReader.HELP);
      case TABLE -> page(options.output());
      case MEASURE -> {
        Run.measure(options, clock);
        page(options.output());
      }
    }
  }

  private static void page(Output output) {
    RawLog log = new RawLog(output.folder());
    Results results = log.read();
    if (results.samples().isEmpty()) {
      throw new Complaint(output.folder() + " has no results in " + RawLog.NAME + ".");
    }
    String date = results.fact("date");
    Published published = new Published(output.root().resolve("docs/bench"));
    String text = new Page(results).text(published.before(date));
    try {
      Files.writeString(output.folder().resolve("page.md"), text);
    } catch (IOException e) {
      throw new Complaint("Cannot write to " + output.folder(), e);
    }
    System.out.print(text);
    if (output.reach() == Reach.PUBLISHED) {
      published.add(date, log, text);
    }
  }
}
