package io.belfry.server.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.belfry.protocol.BelfryVersion;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What every process tells Prometheus, under the names that its dashboards know.
 *
 * <p>Thread: thread-safe; may take some milliseconds, so no event loop asks.
 */
final class ProcessFamilies {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double BYTES_PER_KILOBYTE = 1024;

  /** All of them, as they are now. */
  MetricSnapshots all() {
    List<MetricSnapshot> families = new ArrayList<>();
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      families.add(
          CounterSnapshot.builder()
              .name("process_cpu_seconds")
              .help("Time that the process has used the processors.")
              .dataPoint(
                  Families.counted(Labels.EMPTY, system.getProcessCpuTime() / NANOS_PER_SECOND))
              .build());
      descriptors(system, families);
    }
    families.add(
        Families.gauge(
            "process_resident_memory_bytes",
            "Memory that the process has in the machine's.",
            residentBytes()));
    families.add(
        Families.gauge(
            "process_start_time_seconds",
            "When the process began, in Unix time.",
            ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS_PER_SECOND));
    families.add(collections());
    families.add(build());
    families.add(target());
    return new MetricSnapshots(families);
  }

  private static void descriptors(OperatingSystemMXBean system, List<MetricSnapshot> families) {
    if (system instanceof UnixOperatingSystemMXBean unix) {
      families.add(
          Families.gauge(
              "process_open_fds",
              "File descriptors that are open.",
              (double) Machine.openDescriptors(unix)));
      families.add(
          Families.gauge(
              "process_max_fds",
              "File descriptors that may be open.",
              (double) unix.getMaxFileDescriptorCount()));
    }
  }

  private static MetricSnapshot build() {
    Labels labels = Labels.of("java", Runtime.version().toString(), "version", BelfryVersion.TEXT);
    return InfoSnapshot.builder()
        .name("belfry_build")
        .help("What runs: the version of Belfry and that of Java.")
        .dataPoint(InfoDataPointSnapshot.builder().labels(labels).build())
        .build();
  }

  /** What OpenTelemetry makes attributes of the resource of. */
  private static MetricSnapshot target() {
    Labels labels =
        Labels.of(
            "process_runtime_name",
            System.getProperty("java.runtime.name", "Java"),
            "process_runtime_version",
            Runtime.version().toString(),
            "service_version",
            BelfryVersion.TEXT);
    return InfoSnapshot.builder()
        .name("target")
        .help("What is looked at, as OpenTelemetry calls it.")
        .dataPoint(InfoDataPointSnapshot.builder().labels(labels).build())
        .build();
  }

  private static double residentBytes() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(RESIDENT))
          .map(line -> line.substring(RESIDENT.length()).replace("kB", "").strip())
          .mapToDouble(kilobytes -> Double.parseDouble(kilobytes) * BYTES_PER_KILOBYTE)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException | NumberFormatException e) {
      // Another system than Linux does not tell.
      return Double.NaN;
    }
  }

  private static MetricSnapshot collections() {
    SummarySnapshot.Builder family =
        SummarySnapshot.builder()
            .name("jvm_gc_collection_seconds")
            .help("Time that garbage collectors have taken, and how often.");
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      SummaryDataPointSnapshot.Builder point =
          SummaryDataPointSnapshot.builder().count(Math.max(0, collector.getCollectionCount()));
      point.sum(Math.max(0, collector.getCollectionTime()) / MILLIS_PER_SECOND);
      point.labels(Labels.of("gc", collector.getName()));
      family.dataPoint(point.build());
    }
    return family.build();
  }
}
