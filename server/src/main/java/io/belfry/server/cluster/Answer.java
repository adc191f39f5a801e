package io.belfry.server.cluster;

/**
 * What the app answered to a {@link Question}.
 *
 * <p>Thread: immutable.
 *
 * @param value the parts that came, put together
 * @param coverage whether every node answered in time
 * @param <A> kind of value
 */
public record Answer<A>(A value, Coverage coverage) {
  /** Who answered. */
  public enum Coverage {
    /** Every node. */
    COMPLETE,
    /** Some node did not, so the value may be too small. */
    PARTIAL
  }

  /** An answer in which no part is missing. */
  public static <A> Answer<A> complete(A value) {
    return new Answer<>(value, Coverage.COMPLETE);
  }
}
