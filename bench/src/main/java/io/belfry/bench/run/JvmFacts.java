package io.belfry.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a running Java server says of its virtual machine, through the {@code jcmd} of its own JDK.
 *
 * <p>Thread: stateless.
 */
final class JvmFacts {
  private static final List<String> COLLECTORS =
      List.of(
          "UseSerialGC", "UseParallelGC", "UseG1GC", "UseZGC", "UseShenandoahGC", "UseEpsilonGC");
  private static final List<String> SIZES =
      List.of("InitialHeapSize", "MaxHeapSize", "MaxNewSize", "MaxDirectMemorySize");
  private static final Pattern FLAG = Pattern.compile("(\\w+)\\s+:?=\\s+(\\S+)");

  private JvmFacts() {}

  /** Nothing when the process is no Java program. */
  static Map<String, String> of(long pid) {
    Path folder = Path.of("/proc", Long.toString(pid));
    try {
      Path java = folder.resolve("exe").toRealPath();
      String jcmd = java.resolveSibling("jcmd").toString();
      String process = Long.toString(pid);
      Map<String, String> facts = new LinkedHashMap<>();
      facts.put("JDK", version(Machine.output(folder, jcmd, process, "VM.version")));
      facts.putAll(flags(Machine.output(folder, jcmd, process, "VM.flags", "-all")));
      facts.put("transport taken", transport(Files.readString(folder.resolve("maps"))));
      facts.put("options", options(Machine.output(folder, jcmd, process, "VM.command_line")));
      return facts;
    } catch (IOException e) {
      return Map.of();
    }
  }

  /** The line of the JDK's release. */
  static String version(String answer) {
    return answer
        .lines()
        .filter(line -> line.startsWith("JDK "))
        .findFirst()
        .map(line -> line.substring(4))
        .orElse("-");
  }

  /** Collector, heap and object headers out of the list of all flags. */
  static Map<String, String> flags(String answer) {
    Map<String, String> all =
        answer
            .lines()
            .map(FLAG::matcher)
            .filter(Matcher::find)
            .collect(
                Collectors.toMap(
                    found -> found.group(1), found -> found.group(2), (first, second) -> second));
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "collector",
        COLLECTORS.stream()
            .filter(name -> "true".equals(all.get(name)))
            .map(name -> name.substring(3))
            .collect(Collectors.joining(", ")));
    SIZES.forEach(name -> facts.put(name, size(all.getOrDefault(name, "-"))));
    facts.put(
        "object headers",
        "true".equals(all.get("UseCompactObjectHeaders")) ? "compact" : "classic");
    return facts;
  }

  private static String size(String bytes) {
    return bytes.matches("\\d+") ? (Long.parseLong(bytes) >> 20) + " MiB" : bytes;
  }

  /** The options it was started with, without the folders of this machine. */
  static String options(String answer) {
    return answer
        .lines()
        .filter(line -> line.startsWith("jvm_args:"))
        .flatMap(line -> Stream.of(line.substring(9).strip().split(" +", -1)))
        .map(word -> word.replaceAll("/(?:[^/]*/)*", ""))
        .map(word -> "`" + word + "`")
        .collect(Collectors.joining(" "));
  }

  // Netty loads the native library of the transport that it takes, and of no other.
  static String transport(String maps) {
    return maps.contains("transport_native_io_uring")
        ? "io_uring"
        : maps.contains("transport_native_epoll") ? "epoll" : "nio";
  }
}
