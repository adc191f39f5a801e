package io.belfry.bench.run;

import io.belfry.bench.run.Options.Pin;
import io.belfry.bench.run.Options.Timing;
import io.belfry.bench.run.RawLine.Facts;
import io.belfry.bench.run.RawLine.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures: for each repeat, for each work, one server after the other, each begun anew. Every
 * repeat begins with another server, so that none has the better place.
 *
 * <p>Thread: confined to its caller.
 */
final class Run {
  private static final Duration AFTER_START = Duration.ofSeconds(1);

  private final Options options;
  private final Clock clock;
  private final Path folder;
  private final RawLog log;
  private final List<Candidate> candidates;
  private final List<String> missing;
  private final Generator generator;
  private final Results before;

  private Run(Options options, Clock clock, Programs programs, int receiver) throws IOException {
    this.options = options;
    this.clock = clock;
    this.folder = options.output().folder();
    this.log = new RawLog(folder);
    this.before = log.read();
    this.candidates = candidates(programs, receiver);
    this.missing =
        Arrays.stream(Variant.values()).flatMap(way -> programs.lack(way).stream()).toList();
    this.generator = new Generator(programs.generator(), folder, options.placement().pin());
  }

  /** Measures whatever is not in the folder yet. */
  static void measure(Options options, Clock clock) {
    if (options.placement().pin().isPresent()) {
      Programs.need("taskset", "the system's package util-linux, or use --pin none");
    }
    try {
      Files.createDirectories(options.output().folder());
      Programs programs = Programs.compiled(options.output().root());
      try (ServerProcess receiver = receiver(options, programs)) {
        new Run(options, clock, programs, receiver.port()).turns();
      }
    } catch (IOException e) {
      throw new Complaint("Cannot write to " + options.output().folder(), e);
    }
  }

  /** It works on the generator's core: what a receiver costs is not the server's. */
  private static ServerProcess receiver(Options options, Programs programs) {
    return ServerProcess.start(
        new Candidate.Receiver(programs.receiver()),
        options.placement().pin().map(pin -> new Pin(pin.generator(), pin.generator())),
        options.output().folder().resolve("receiver.log"));
  }

  private List<Candidate> candidates(Programs programs, int receiver) throws IOException {
    List<Candidate> all = new ArrayList<>();
    all.add(belfry(Optional.empty(), receiver));
    for (Variant variant : Variant.values()) {
      if (programs.can(variant)) {
        all.add(belfry(Optional.of(variant), receiver));
      }
    }
    all.add(new Candidate.Floor(programs.floor()));
    options.placement().otherServer().map(Candidate.Other::new).ifPresent(all::add);
    return all.stream().filter(candidate -> isWanted(candidate.label())).toList();
  }

  private boolean isWanted(String label) {
    return options.servers().isEmpty() || options.servers().contains(label);
  }

  private Candidate belfry(Optional<Variant> variant, int receiver) throws IOException {
    String name = variant.map(Variant::label).orElse(Candidate.BELFRY);
    Path config = folder.resolve(name + ".yaml");
    Path data = folder.resolve("data-" + name);
    BenchConfig text = new BenchConfig(options.placement(), data);
    Files.writeString(
        config,
        switch (variant.orElse(null)) {
          case null -> text.plain();
          case WEBHOOKS -> text.withWebhooks(receiver);
          case TLS, TLS_JDK -> text.withTls(Certificate.in(folder));
          case DEFLATE -> text.plain();
          case CLUSTER -> text.withCluster();
        });
    return new Candidate.Belfry(variant, options.output().root().resolve("belfry"), config);
  }

  private void turns() {
    missing.forEach(Run::say);
    List<Step> steps = steps();
    say(
        "%d turns, about %d minutes on a quiet machine, into %s"
            .formatted(steps.size(), minutes(steps), folder));
    if (steps.isEmpty()) {
      return;
    }
    build();
    log.add(new Facts(facts()));
    for (int done = 0; done < steps.size(); done++) {
      Step step = steps.get(done);
      Machine.awaitQuiet(options.timing().patience());
      tryTake(step);
      say(
          "repeat %d, %s, %s; about %d minutes left"
              .formatted(
                  step.turn().repeat(),
                  step.turn().work(),
                  step.turn().label(),
                  minutes(steps.subList(done + 1, steps.size()))));
    }
  }

  /** Any command lets the launcher build what is stale, which must not fall into a timed start. */
  private void build() {
    try {
      Process launcher =
          new ProcessBuilder(options.output().root().resolve("belfry").toString(), "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (launcher.waitFor() != 0) {
        throw new Complaint("./belfry --version failed; what it said stands above.");
      }
    } catch (IOException e) {
      throw new Complaint("Cannot start ./belfry", e);
    } catch (InterruptedException e) {
      throw Interruption.of(e);
    }
  }

  private record Step(Work work, Candidate candidate, Turn turn) {}

  private List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (int repeat = 1; repeat <= options.timing().repeats(); repeat++) {
      List<Candidate> order = new ArrayList<>(candidates);
      Collections.rotate(order, 1 - repeat);
      for (Work work : options.works()) {
        for (Candidate candidate : order) {
          Turn turn = new Turn(work.title(), repeat, candidate.label());
          if (candidate.does(work) && !before.has(turn)) {
            steps.add(new Step(work, candidate, turn));
          }
        }
      }
    }
    return steps;
  }

  private int minutes(List<Step> steps) {
    Timing timing = options.timing();
    int seconds =
        steps.stream()
            .mapToInt(
                step ->
                    step.work()
                        .estimate(timing.seconds(), step.candidate().warmup(timing.warmup())))
            .sum();
    return (seconds + 59) / 60;
  }

  /**
   * The first start also lets the launcher keep what it keeps for the next, before one is timed.
   */
  private Map<String, String> facts() {
    Timing timing = options.timing();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("date", LocalDate.now(clock).toString());
    facts.putAll(Machine.facts(options.output().root()));
    facts.put(
        "cores taken",
        options
            .placement()
            .pin()
            .map(pin -> "generator " + pin.generator() + ", server " + pin.server())
            .orElse("any"));
    facts.put("event loops", Integer.toString(options.placement().eventLoops()));
    facts.put("transport asked for", options.placement().transport());
    facts.put(
        "phases",
        "%d repeats, %d s, after %d s of load"
            .formatted(timing.repeats(), timing.seconds(), timing.warmup()));
    if (!missing.isEmpty()) {
      facts.put("missing", String.join(" ", missing));
    }
    try (ServerProcess server = start(candidates.getFirst())) {
      facts.putAll(JvmFacts.of(server.pid()));
    }
    return facts;
  }

  // One server that does not start must not cost the turns that are still to come.
  private void tryTake(Step step) {
    try {
      take(step);
    } catch (Complaint e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      say(step.turn().work() + " failed. " + e.getMessage());
    }
  }

  private void take(Step step) {
    Candidate candidate = step.candidate();
    List<String> lines =
        switch (step.work().course()) {
          case START -> generator.start(step.work(), candidate);
          case COLD, WARM, SEARCH, STORM, IDLE -> once(step);
          case STORMS -> storms(step);
        };
    if (lines.isEmpty()) {
      say(
          "%s on %s gave no result; see generator.log and server-%s.log in %s"
              .formatted(step.work().title(), candidate.label(), candidate.label(), folder));
      return;
    }
    log.add(step.turn(), lines);
  }

  private List<String> once(Step step) {
    try (ServerProcess server = start(step.candidate())) {
      Pause.of(AFTER_START);
      return load(step, server);
    }
  }

  private List<String> storms(Step step) {
    try (ServerProcess server = start(step.candidate())) {
      long warmup =
          Duration.ofSeconds(step.candidate().warmup(options.timing().warmup())).toNanos();
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < warmup) {
        load(step, server);
        server.awaitRest();
      }
      return load(step, server);
    }
  }

  private List<String> load(Step step, ServerProcess server) {
    Timing timing = options.timing();
    List<String> phases =
        step.work().phases(timing.seconds(), step.candidate().warmup(timing.warmup()));
    return generator.run(step.work(), phases, step.candidate(), server);
  }

  private ServerProcess start(Candidate candidate) {
    return ServerProcess.start(
        candidate,
        options.placement().pin(),
        folder.resolve("server-" + candidate.label() + ".log"));
  }

  private static void say(String sentence) {
    System.err.println("belfry: " + sentence);
  }
}
