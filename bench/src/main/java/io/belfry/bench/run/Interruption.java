package io.belfry.bench.run;

/** The run was told to stop while it waited. */
final class Interruption {
  private Interruption() {}

  /** What to throw; the thread stays interrupted. */
  static Complaint of(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new Complaint("The run was stopped", cause);
  }
}
