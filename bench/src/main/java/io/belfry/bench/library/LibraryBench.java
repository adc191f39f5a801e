package io.belfry.bench.library;

import io.belfry.bench.run.Complaint;
import io.belfry.bench.run.Leash;
import io.belfry.bench.run.Spread;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code bench/run libraries} starts: a table of what our Java libraries cost beside the
 * official ones.
 *
 * <p>Thread: confined to the main thread.
 */
public final class LibraryBench {
  private static final String HELP =
      """
      bench/run libraries [OPTION...]   our Java libraries beside the official ones
        --clients N       clients in one process (1000)
        --events N        events to one client, after as many to another one (200000)
        --publishes N     publishes of each manner (10000)
        --repeats N       how often, one side after the other (3)
      """;
  private static final List<String> OPTIONS =
      List.of("-XX:+UseSerialGC", "-Xmx1g", "--enable-native-access=ALL-UNNAMED");

  private int repeats = 3;
  private final Map<LibraryWork, Integer> counts =
      new EnumMap<>(
          Map.of(
              LibraryWork.CLIENTS, 1_000,
              LibraryWork.EVENTS, 200_000,
              LibraryWork.PUBLISHES, 10_000));
  private final Map<Side, Map<LibraryFigure, List<Double>>> figures = new EnumMap<>(Side.class);

  private LibraryBench() {}

  /**
   * Ends with exit code 2 and one sentence when something has to be mended first.
   *
   * @param words see {@code bench/run libraries --help}
   */
  public static void main(String[] words) {
    if (words.length > 0 && words[0].equals("--help")) {
      System.out.print(HELP);
      return;
    }
    try {
      System.out.print(table(words));
    } catch (Complaint e) {
      System.err.println("belfry: " + e.getMessage());
      System.exit(2);
    }
  }

  /** Measures, and writes the table in Markdown. */
  static String table(String... words) {
    LibraryBench bench = new LibraryBench();
    for (int i = 0; i < words.length; i += 2) {
      if (i + 1 == words.length) {
        throw new Complaint(words[i] + " has no value. --help says which options there are.");
      }
      bench.take(words[i], words[i + 1]);
    }
    return bench.measure();
  }

  private void take(String option, String value) {
    try {
      int number = Integer.parseInt(value);
      switch (option) {
        case "--clients" -> counts.put(LibraryWork.CLIENTS, number);
        case "--events" -> counts.put(LibraryWork.EVENTS, number);
        case "--publishes" -> counts.put(LibraryWork.PUBLISHES, number);
        case "--repeats" -> repeats = number;
        default ->
            throw new Complaint("Unknown option " + option + ". --help says which there are.");
      }
    } catch (NumberFormatException e) {
      throw new Complaint(option + " is " + value + ". Expected whole numbers.");
    }
  }

  /** Each repeat takes both sides in turn, so that a slow minute is slow for both. */
  private String measure() {
    for (int repeat = 0; repeat < repeats; repeat++) {
      for (LibraryWork work : LibraryWork.values()) {
        for (Side side : Side.values()) {
          measure(side, work);
        }
      }
    }
    StringBuilder text = new StringBuilder("| figure | ours | official | ratio |\n");
    text.append("| --- | --- | --- | --- |\n");
    for (LibraryFigure figure : LibraryFigure.values()) {
      Spread ours = Spread.of(values(Side.BELFRY, figure));
      Spread theirs = Spread.of(values(Side.OFFICIAL, figure));
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %sx |%n",
              figure.title(),
              ours.text(),
              theirs.text(),
              Spread.number(ours.median() / theirs.median())));
    }
    return text.toString();
  }

  private void measure(Side side, LibraryWork work) {
    int count = counts.getOrDefault(work, 0);
    if (work == LibraryWork.EVENTS) {
      try (EventSource source = new EventSource(count)) {
        measure(side, work, source.port());
      }
      return;
    }
    Process server = start(LibraryServer.class);
    Leash leash = new Leash(server);
    try {
      measure(side, work, Integer.parseInt(lines(server, 1).get(0)));
    } finally {
      Leash.kill(server);
      leash.letGo();
    }
  }

  private void measure(Side side, LibraryWork work, int port) {
    Process probe =
        start(
            LibraryProbe.class,
            side.name(),
            work.name(),
            "" + port,
            "" + counts.getOrDefault(work, 0));
    Leash leash = new Leash(probe);
    try {
      for (String line : lines(probe, Integer.MAX_VALUE)) {
        String[] said = line.split(" ", 2);
        values(side, LibraryFigure.valueOf(said[0])).add(Double.valueOf(said[1]));
      }
      if (probe.waitFor() != 0) {
        throw new Complaint(side + " at " + work + " has failed; what it said stands above.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Complaint("Interrupted.");
    } finally {
      Leash.kill(probe);
      leash.letGo();
    }
  }

  private List<Double> values(Side side, LibraryFigure figure) {
    return figures
        .computeIfAbsent(side, unused -> new EnumMap<>(LibraryFigure.class))
        .computeIfAbsent(figure, unused -> new ArrayList<>());
  }

  private static Process start(Class<?> program, String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(words));
    try {
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new Complaint("Cannot start " + program.getSimpleName(), e);
    }
  }

  private static List<String> lines(Process process, int most) {
    List<String> lines = new ArrayList<>();
    try {
      BufferedReader output = process.inputReader();
      while (lines.size() < most) {
        String line = output.readLine();
        if (line == null) {
          break;
        }
        lines.add(line);
      }
    } catch (IOException e) {
      throw new Complaint("Cannot read what a program of the bench says", e);
    }
    return lines;
  }
}
