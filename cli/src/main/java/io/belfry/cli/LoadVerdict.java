package io.belfry.cli;

import io.belfry.cli.load.Count;
import io.belfry.cli.load.LoadReport;

/**
 * The result of a load test in one sentence: the worst that happened, and what to do about it.
 *
 * <p>Thread: stateless.
 */
final class LoadVerdict {
  private LoadVerdict() {}

  static String of(LoadReport report) {
    if (report.stop().isPresent()) {
      return report.stop().get();
    }
    if (report.of(Count.LOST) + report.of(Count.DUPLICATED) + report.of(Count.OUT_OF_ORDER) > 0) {
      return "Messages were lost, doubled or out of order. Expected each one once and in order;"
          + " please report it with this table.";
    }
    if (report.of(Count.FAILED) + report.of(Count.DROPPED) > 0) {
      return "Connections failed or were dropped. Expected all to stand; the errors say why.";
    }
    if (report.of(Count.REFUSED) + report.of(Count.UNANSWERED) > 0) {
      return "Publishes were refused or not answered. Expected 200 for each; the errors say why.";
    }
    if (report.of(Count.UNSENT) > 0) {
      return "Publishes could not be sent in time. Expected server and machine to keep up; choose a"
          + " lower --rate.";
    }
    return "Nothing was lost, doubled or out of order.";
  }
}
