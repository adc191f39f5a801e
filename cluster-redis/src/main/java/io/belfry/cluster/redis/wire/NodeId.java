package io.belfry.cluster.redis.wire;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who steps in a partition: a process, and how often it has begun anew there. Two processes never
 * have one id, nor has one process that begins anew.
 *
 * <p>Thread: immutable.
 *
 * @param process 16 hexadecimal digits, drawn when the process starts
 * @param incarnation grows when the node has to begin anew in the partition
 * @see "rule CLU-005"
 */
public record NodeId(String process, long incarnation) {
  private static final Pattern PROCESS = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern TEXT = Pattern.compile("([0-9a-f]{16})\\.(\\d{1,18})");

  /** Checks the digits. */
  public NodeId {
    if (!PROCESS.matcher(process).matches()) {
      throw new IllegalArgumentException(
          "Process \"" + process + "\" of a node is malformed. Expected 16 hexadecimal digits.");
    }
  }

  /** The first incarnation of a process. */
  public static NodeId of(long drawn) {
    return new NodeId(String.format("%016x", drawn), 0);
  }

  /** Reads it as it stands in keys of the engine; empty when it is none. */
  public static Optional<NodeId> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    return parts.matches()
        ? Optional.of(new NodeId(parts.group(1), Long.parseLong(parts.group(2))))
        : Optional.empty();
  }

  /** The same process, beginning anew. */
  public NodeId next() {
    return new NodeId(process, incarnation + 1);
  }

  /** As it stands in keys of the engine: process, a dot, incarnation. */
  @Override
  public String toString() {
    return process + "." + incarnation;
  }
}
