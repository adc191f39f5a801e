package io.belfry.server.node;

import java.util.ArrayList;
import java.util.List;

/**
 * How full the machine is, each share from 0 to 1.
 *
 * <p>Thread: immutable.
 *
 * @param heap what the last collection left, of the largest heap
 * @param direct memory outside the heap that is in use, of the most there may be
 * @param descriptors open file descriptors, of the most there may be
 * @see "rule THR-38"
 */
public record MachineLoad(double heap, double direct, double descriptors) {
  private static final double MAX_MEMORY = 0.85;
  private static final double MAX_DESCRIPTORS = 0.9;

  /** Of a machine that does nothing. */
  public static final MachineLoad NONE = new MachineLoad(0, 0, 0);

  /** Whether nobody new should be taken in. */
  public boolean isTooHigh() {
    return isHeapTooHigh() || direct > MAX_MEMORY || descriptors > MAX_DESCRIPTORS;
  }

  /** Whether the last collection has left too much. */
  public boolean isHeapTooHigh() {
    return heap > MAX_MEMORY;
  }

  /** What there is too little of, in fixed words. */
  public List<String> excesses() {
    List<String> excesses = new ArrayList<>();
    if (isHeapTooHigh()) {
      excesses.add("heap");
    }
    if (direct > MAX_MEMORY) {
      excesses.add("direct_memory");
    }
    if (descriptors > MAX_DESCRIPTORS) {
      excesses.add("descriptors");
    }
    return excesses;
  }
}
