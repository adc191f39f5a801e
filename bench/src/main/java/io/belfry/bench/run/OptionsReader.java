package io.belfry.bench.run;

import io.belfry.bench.run.Options.Output;
import io.belfry.bench.run.Options.Pin;
import io.belfry.bench.run.Options.Placement;
import io.belfry.bench.run.Options.Reach;
import io.belfry.bench.run.Options.Task;
import io.belfry.bench.run.Options.Timing;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the command line.
 *
 * <p>Thread: confined to its caller.
 */
final class OptionsReader {
  /** What {@code --help} prints. */
  static final String HELP =
      """
      bench/run [OPTION...]   measures the packaged server beside the floor
        --only LIST           works to measure, comma separated; all by default:
                              %s
        --servers LIST        of these servers alone: belfry, floor, other, webhooks, tls, tls-jdk, deflate, cluster
        --repeats N           turns of each work and server (5)
        --secs S              measured seconds of each phase (5)
        --warmup S            seconds of load before a warm figure (30)
        --quiet S             wait up to S seconds for a quiet machine before each turn (60; 0 does not wait)
        --pin G,S | none      generator on core G, server on core S (0,1)
        --loops N             event loops of the server (1)
        --transport T         auto, epoll, io_uring or nio (auto)
        --server "COMMAND"    a third server to compare; {port} in it becomes the port to listen on
        --out DIR             folder of the results; one that has results already is gone on with
        --publish             also write the page and its raw lines to docs/bench
        --table DIR           measure nothing, write the page of that folder
      bench/run cluster [OPTION...]  three nodes beside one: the works of both, on all cores
      bench/run engine ...  what the calls of a cluster cost the engine; --help names its options
      bench/run libraries ... our Java libraries beside the official ones; --help names its options
      bench/run micro ...     the JMH benches, with JMH's own options
      """
          .formatted(String.join(",", Arrays.stream(Work.values()).map(Work::title).toList()));

  private static final Set<String> TRANSPORTS = Set.of("auto", "epoll", "io_uring", "nio");
  private static final Pattern PIN = Pattern.compile("(\\d{1,4}),(\\d{1,4})");
  private static final DateTimeFormatter FOLDER_NAME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss");

  private final Deque<String> words;
  private List<Work> works = List.of(Work.values());
  private Set<String> servers = Set.of();
  private int repeats = 5;
  private int seconds = 5;
  private int warmup = 30;
  private int patience = 60;
  private Optional<Pin> pin = Optional.of(new Pin(0, 1));
  private int loops = 1;
  private String transport = "auto";
  private Optional<String> server = Optional.empty();
  private Path root = Path.of("").toAbsolutePath();
  private Optional<Path> folder = Optional.empty();
  private Task task = Task.MEASURE;
  private Reach reach = Reach.FOLDER;

  private OptionsReader(List<String> words) {
    this.words = new ArrayDeque<>(words);
  }

  /**
   * Reads them.
   *
   * @param clock names the folder of a run that has no other name
   * @throws Complaint when an option is unknown or out of range
   */
  static Options read(List<String> words, Clock clock) {
    OptionsReader reader = new OptionsReader(words);
    while (!reader.words.isEmpty()) {
      reader.take(reader.words.remove());
    }
    return reader.options(clock);
  }

  /** Three nodes need more than one core; what is said later has the last word. */
  private void compareNodes() {
    works = Arrays.stream(Work.values()).filter(Variant.CLUSTER::does).toList();
    servers = Set.of(Candidate.BELFRY, Variant.CLUSTER.label());
    pin = Optional.empty();
  }

  private Options options(Clock clock) {
    Path results =
        folder.orElseGet(
            () ->
                root.resolve("bench/target/runs")
                    .resolve(LocalDateTime.now(clock).format(FOLDER_NAME)));
    return new Options(
        works,
        servers,
        new Timing(repeats, seconds, warmup, Duration.ofSeconds(patience)),
        new Placement(pin, loops, transport, server),
        new Output(root, results, task, reach));
  }

  private void take(String option) {
    switch (option) {
      case "cluster" -> compareNodes();
      case "--only" -> works = works(value(option));
      case "--servers" -> servers = Set.of(value(option).split(",", -1));
      case "--repeats" -> repeats = number(option, 1, 1_000);
      case "--secs" -> seconds = number(option, 1, 3_600);
      case "--warmup" -> warmup = number(option, 0, 3_600);
      case "--quiet" -> patience = number(option, 0, 3_600);
      case "--pin" -> pin = pin(value(option));
      case "--loops" -> loops = number(option, 0, 1_024);
      case "--transport" -> transport = transport(value(option));
      case "--server" -> server = Optional.of(value(option));
      case "--root" -> root = Path.of(value(option)).toAbsolutePath();
      case "--out" -> folder = Optional.of(Path.of(value(option)).toAbsolutePath());
      case "--publish" -> reach = Reach.PUBLISHED;
      case "--table" -> {
        task = Task.TABLE;
        folder = Optional.of(Path.of(value(option)).toAbsolutePath());
      }
      case "--help", "-h" -> task = Task.HELP;
      default ->
          throw new Complaint("Unknown option " + option + ". --help names those there are.");
    }
  }

  private String value(String option) {
    String value = words.poll();
    if (value == null) {
      throw new Complaint(option + " has no value. Put one behind it; --help says which.");
    }
    return value;
  }

  private int number(String option, int least, int most) {
    String value = value(option);
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw outOfRange(option, value, least, most);
    }
    throw outOfRange(option, value, least, most);
  }

  private static Complaint outOfRange(String option, String value, int least, int most) {
    return new Complaint(
        "%s is %s. Expected a whole number from %d to %d.".formatted(option, value, least, most));
  }

  private static List<Work> works(String list) {
    return Arrays.stream(list.split(",", -1)).map(Work::titled).toList();
  }

  private static Optional<Pin> pin(String text) {
    if (text.equals("none")) {
      return Optional.empty();
    }
    Matcher cores = PIN.matcher(text);
    if (!cores.matches()) {
      throw new Complaint("--pin is " + text + ". Expected two cores such as 0,1, or none.");
    }
    return Optional.of(new Pin(Integer.parseInt(cores.group(1)), Integer.parseInt(cores.group(2))));
  }

  private static String transport(String text) {
    if (!TRANSPORTS.contains(text)) {
      throw new Complaint("--transport is " + text + ". Expected auto, epoll, io_uring or nio.");
    }
    return text;
  }
}
