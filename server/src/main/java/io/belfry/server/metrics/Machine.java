package io.belfry.server.metrics;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the Java runtime says of the machine.
 *
 * <p>Thread: thread-safe; each method may take some milliseconds, so no event loop asks.
 */
public final class Machine {
  private static final Path OPEN_DESCRIPTORS = Path.of("/proc/self/fd");

  private final Set<String> heapPools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(Collectors.toSet());
  private final List<GarbageCollectorMXBean> collectors =
      ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class);

  /** Share of the largest heap that was left by the last collection; 0 before the first. */
  public double heapAfterCollection() {
    return collectors.stream()
        .map(GarbageCollectorMXBean::getLastGcInfo)
        .filter(Objects::nonNull)
        .max(Comparator.comparingLong(GcInfo::getEndTime))
        .map(last -> (double) heapBytes(last) / Runtime.getRuntime().maxMemory())
        .orElse(0.0);
  }

  private long heapBytes(GcInfo collection) {
    return collection.getMemoryUsageAfterGc().entrySet().stream()
        .filter(pool -> heapPools.contains(pool.getKey()))
        .map(Map.Entry::getValue)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }

  /** Share that so many bytes are of the memory there may be outside the heap. */
  public double shareOfDirect(long bytes) {
    long most = maxDirectBytes();
    return most <= 0 ? 0 : (double) bytes / most;
  }

  /** Share of the file descriptors that is open; 0 where this cannot be told. */
  public double descriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? (double) openDescriptors(unix) / unix.getMaxFileDescriptorCount()
        : 0;
  }

  // Linux tells the number as the size of a folder from 6.2 on. The other way is to list that
  // folder,
  // which costs more than all else an idle server does when it holds thousands of sockets.
  static long openDescriptors(UnixOperatingSystemMXBean unix) {
    try {
      long size = Files.size(OPEN_DESCRIPTORS);
      return size > 0 ? size : unix.getOpenFileDescriptorCount();
    } catch (IOException e) {
      return unix.getOpenFileDescriptorCount();
    }
  }

  // Unless it is set, the bound is that of the heap.
  private static long maxDirectBytes() {
    HotSpotDiagnosticMXBean diagnostics =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long set =
        diagnostics == null
            ? 0
            : Long.parseLong(diagnostics.getVMOption("MaxDirectMemorySize").getValue());
    return set > 0 ? set : Runtime.getRuntime().maxMemory();
  }
}
