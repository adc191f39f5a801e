package io.belfry.bench.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The machine as Linux describes it, and whether it is quiet.
 *
 * <p>Thread: stateless.
 */
final class Machine {
  private static final double QUIET_SHARE = 0.2;

  private Machine() {}

  /** What figures depend on; no name and no path of the machine. */
  static Map<String, String> facts(Path root) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("CPU", field("/proc/cpuinfo", "model name"));
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("memory", memory(field("/proc/meminfo", "MemTotal")));
    facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("commit", commit(root));
    return facts;
  }

  /** Waits until others use little of the machine, but not for ever. */
  static void awaitQuiet(Duration patience) {
    if (!patience.isZero()
        && !Pause.until(() -> busyShare() < QUIET_SHARE, patience, Duration.ofMillis(100))) {
      System.err.println("belfry: others use this machine; going on all the same");
    }
  }

  // Of all cores, over half a second. What runs with low priority does not count.
  private static double busyShare() {
    long[] before = busyAndIdle();
    Pause.of(Duration.ofMillis(500));
    long[] after = busyAndIdle();
    double busy = after[0] - before[0];
    double all = busy + after[1] - before[1];
    return all > 0 ? busy / all : 0;
  }

  private static long[] busyAndIdle() {
    List<Long> ticks =
        Arrays.stream(field("/proc/stat", "cpu ").strip().split(" +", -1))
            .map(Long::valueOf)
            .toList();
    long busy = ticks.get(0) + ticks.get(2) + ticks.get(5) + ticks.get(6) + ticks.get(7);
    return new long[] {busy, ticks.get(1) + ticks.get(3) + ticks.get(4)};
  }

  private static String memory(String kibibytes) {
    return Math.round(Long.parseLong(kibibytes.split(" ", -1)[0]) / 1048576.0) + " GiB";
  }

  private static String field(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .findFirst()
          .map(line -> line.substring(name.length()).replaceFirst("^[\\s:]+", ""))
          .orElse("0");
    } catch (IOException e) {
      throw new Complaint("This needs Linux: cannot read " + file, e);
    }
  }

  private static String commit(Path root) {
    String head = output(root, "git", "rev-parse", "--short=12", "HEAD");
    String changes = output(root, "git", "status", "--porcelain", "--untracked-files=no");
    return head.isEmpty() ? "-" : head + (changes.isEmpty() ? "" : ", with changes");
  }

  /** What a short command prints, stripped; nothing when it fails. */
  static String output(Path folder, String... words) {
    try {
      Process process =
          new ProcessBuilder(new ArrayList<>(List.of(words)))
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? text.strip() : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      throw Interruption.of(e);
    }
  }
}
