package io.belfry.bench.run;

import java.util.Locale;

/**
 * What a figure should be.
 *
 * <p>Thread: immutable.
 */
sealed interface Goal {
  /** As a cell of a table. */
  String text();

  /** Whether a server reached it; without a floor a ratio is not reached. */
  boolean isReached(double own, double ratioToFloor);

  /** Nothing was promised. */
  record None() implements Goal {
    @Override
    public String text() {
      return "";
    }

    @Override
    public boolean isReached(double own, double ratioToFloor) {
      return true;
    }
  }

  /**
   * Not more than this many times the floor's.
   *
   * @param bound the most
   */
  record RatioAtMost(double bound) implements Goal {
    @Override
    public String text() {
      return String.format(Locale.ROOT, "≤ %.2fx", bound);
    }

    @Override
    public boolean isReached(double own, double ratioToFloor) {
      return ratioToFloor <= bound;
    }
  }

  /**
   * Not less than this many times the floor's.
   *
   * @param bound the least
   */
  record RatioAtLeast(double bound) implements Goal {
    @Override
    public String text() {
      return String.format(Locale.ROOT, "≥ %.2fx", bound);
    }

    @Override
    public boolean isReached(double own, double ratioToFloor) {
      return ratioToFloor >= bound;
    }
  }

  /**
   * Not more than this, whatever the floor does.
   *
   * @param bound the most
   */
  record AtMost(double bound) implements Goal {
    @Override
    public String text() {
      return "≤ " + Spread.number(bound);
    }

    @Override
    public boolean isReached(double own, double ratioToFloor) {
      return own <= bound;
    }
  }

  /**
   * Not less than this, whatever the floor does.
   *
   * @param bound the least
   */
  record AtLeast(double bound) implements Goal {
    @Override
    public String text() {
      return "≥ " + Spread.number(bound);
    }

    @Override
    public boolean isReached(double own, double ratioToFloor) {
      return own >= bound;
    }
  }
}
