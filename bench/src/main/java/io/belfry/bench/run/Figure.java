package io.belfry.bench.run;

/**
 * One row of the table: a number of one kind of raw line.
 *
 * <p>Thread: immutable.
 *
 * @param title what it is and in which unit
 * @param result the kind of raw line it stands in
 * @param field its name there
 * @param nature whether other programs spoil it
 * @param goal what it should be
 */
record Figure(String title, String result, String field, Nature nature, Goal goal) {
  /** Whether other programs on the machine spoil a figure. */
  enum Nature {
    /** CPU time, memory and counts hold on a machine that others use. */
    STEADY,
    /** Times and rates do not, and count only from turns that were left alone. */
    DISTURBED
  }

  static Figure steady(String title, String result, String field) {
    return new Figure(title, result, field, Nature.STEADY, new Goal.None());
  }

  static Figure disturbed(String title, String result, String field) {
    return new Figure(title, result, field, Nature.DISTURBED, new Goal.None());
  }

  Figure with(Goal wanted) {
    return new Figure(title, result, field, nature, wanted);
  }
}
