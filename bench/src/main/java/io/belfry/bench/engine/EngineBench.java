package io.belfry.bench.engine;

import io.belfry.bench.engine.EngineCost.Manner;
import io.belfry.bench.run.Complaint;
import io.belfry.bench.run.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What {@code bench/run engine} starts: a table of what each kind of call costs the engine.
 *
 * <p>Thread: confined to the main thread.
 */
public final class EngineBench {
  private static final String HELP =
      """
      bench/run engine [OPTION...]   measures what the calls of a cluster cost the engine
        --operations N    operations of each row and repeat (20000)
        --repeats N       how often, one row after the other (3)
        --holders LIST    nodes that hold the channel, comma separated (0,1,3,10,50)
        --program FILE    the engine: redis-server or valkey-server (redis-server)
      """;

  private static final List<Manner> MANNERS =
      List.of(
          new Manner(1, 1),
          new Manner(1, EngineCost.UNDER_WAY),
          new Manner(EngineCost.FULL, EngineCost.UNDER_WAY));

  private int operations = 20_000;
  private int repeats = 3;
  private List<Integer> holders = List.of(0, 1, 3, 10, 50);
  private String program = "redis-server";

  private EngineBench() {}

  /**
   * Ends with exit code 2 and one sentence when something has to be mended first.
   *
   * @param words see {@code bench/run engine --help}
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
    EngineBench bench = new EngineBench();
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
      switch (option) {
        case "--operations" -> operations = Integer.parseInt(value);
        case "--repeats" -> repeats = Integer.parseInt(value);
        case "--holders" ->
            holders = Arrays.stream(value.split(",", -1)).map(Integer::valueOf).toList();
        case "--program" -> program = value;
        default ->
            throw new Complaint("Unknown option " + option + ". --help says which there are.");
      }
    } catch (NumberFormatException e) {
      throw new Complaint(option + " is " + value + ". Expected whole numbers.");
    }
  }

  /** Each repeat takes all rows in turn, so that a slow minute is slow for all. */
  private String measure() {
    List<Row> rows = rows();
    try {
      Path folder = Files.createTempDirectory("belfry-engine");
      try (EngineServer server = EngineServer.start(program, folder)) {
        for (int repeat = 0; repeat < repeats; repeat++) {
          rows.forEach(row -> row.measure(server.port(), operations));
        }
      } finally {
        Files.deleteIfExists(folder.resolve("engine.log"));
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new Complaint("Cannot make a folder for the engine", e);
    }
    StringBuilder text = new StringBuilder();
    text.append(
        "| engine's µs for one | nodes told | one at a time | %d under way | %d a call |\n"
            .formatted(EngineCost.UNDER_WAY, EngineCost.FULL));
    text.append("| --- | --- | --- | --- | --- |\n");
    rows.forEach(row -> text.append(row.text()));
    return text.toString();
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (EngineCall call : EngineCall.values()) {
      if (call.isTold()) {
        holders.forEach(count -> rows.add(new Row(call, count)));
      } else {
        rows.add(new Row(call, call.membersBefore() > 0 ? 3 : 0));
      }
    }
    return rows;
  }

  private static final class Row {
    private final EngineCall call;
    private final int holders;
    private final List<List<Double>> micros = new ArrayList<>();

    Row(EngineCall call, int holders) {
      this.call = call;
      this.holders = holders;
      MANNERS.forEach(manner -> micros.add(new ArrayList<>()));
    }

    void measure(int port, int operations) {
      for (int i = 0; i < MANNERS.size(); i++) {
        Manner manner = MANNERS.get(i);
        if (manner.perCall() == 1 || (call.isOperation() && call.rarity() == 1)) {
          int count = Math.max(1, operations / call.rarity() / Math.max(1, holders / 5));
          micros.get(i).add(new EngineCost(port, call, holders).micros(count, manner));
        }
      }
    }

    String text() {
      StringBuilder cells = new StringBuilder();
      for (List<Double> each : micros) {
        cells.append(" | ").append(each.isEmpty() ? "-" : Spread.of(each).text());
      }
      return String.format(Locale.ROOT, "| %s | %d%s |%n", call.title(), holders, cells);
    }
  }
}
