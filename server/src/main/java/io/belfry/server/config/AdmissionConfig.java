package io.belfry.server.config;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many may connect to this node, how fast, and how much they may leave unfinished.
 *
 * <p>Thread: immutable.
 *
 * @param maxConnections connections at a time; 0 for nine tenths of the file descriptors
 * @param ratePerAddress new connections a second from one address; negative for no limit
 * @param maxInputBytes bytes of unfinished input of all clients together; 0 for an eighth of the
 *     memory
 */
public record AdmissionConfig(long maxConnections, long ratePerAddress, long maxInputBytes) {
  private static final int TENTHS = 9;

  /** Connections at a time on this machine; negative for no limit. */
  public long capacity() {
    if (maxConnections > 0) {
      return maxConnections;
    }
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount() * TENTHS / 10
        : -1;
  }
}
