package io.belfry.cli;

import io.belfry.cli.load.Count;
import io.belfry.cli.load.Lap;
import io.belfry.cli.load.Latency;
import io.belfry.cli.load.LoadReport;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * The result of a load test for people.
 *
 * <p>Thread: immutable.
 *
 * @param report the result
 * @param ansi whether there are colours
 */
record LoadTable(LoadReport report, Ansi ansi) {
  private static final String ROW = "%-14s %12s %9s %9s %9s %9s %9s";

  void print(PrintWriter out) {
    line(
        out,
        "connections",
        "%d opened, %d failed, %d dropped, %d left",
        Count.OPENED,
        Count.FAILED,
        Count.DROPPED,
        Count.LEFT);
    line(out, "sign-ins", "%d", Count.SIGNED_IN);
    line(out, "subscriptions", "%d", Count.SUBSCRIBED);
    line(
        out,
        "published",
        "%d, %d refused, %d unanswered, %d unsent",
        Count.PUBLISHED,
        Count.REFUSED,
        Count.UNANSWERED,
        Count.UNSENT);
    line(
        out,
        "delivered",
        "%d, %d lost, %d duplicated, %d out of order",
        Count.DELIVERED,
        Count.LOST,
        Count.DUPLICATED,
        Count.OUT_OF_ORDER);
    out.println();
    out.println(row("milliseconds", "count", "p50", "p90", "p99", "p99.9", "max"));
    report.laps().forEach((lap, latency) -> latency(out, lap, latency));
    errors(out);
    out.println();
    out.println(verdict());
  }

  private void line(PrintWriter out, String name, String format, Count... counts) {
    Object[] numbers = new Object[counts.length];
    for (int i = 0; i < counts.length; i++) {
      numbers[i] = report.of(counts[i]);
    }
    out.println(
        String.format(Locale.ROOT, "%-14s ", name) + String.format(Locale.ROOT, format, numbers));
  }

  private static void latency(PrintWriter out, Lap lap, Latency latency) {
    if (latency.count() > 0) {
      out.println(
          row(
              lap.words(),
              latency.count(),
              millis(latency.p50()),
              millis(latency.p90()),
              millis(latency.p99()),
              millis(latency.p999()),
              millis(latency.max())));
    }
  }

  private void errors(PrintWriter out) {
    if (report.errors().isEmpty()) {
      return;
    }
    out.println();
    out.println("errors");
    for (Map.Entry<String, Long> error : report.errors().entrySet()) {
      out.println(String.format(Locale.ROOT, "%14d  %s", error.getValue(), error.getKey()));
    }
  }

  private String verdict() {
    String sentence = LoadVerdict.of(report);
    if (!ansi.enabled()) {
      return sentence;
    }
    Style colour = report.isClean() ? Style.fg_green : Style.fg_red;
    return Style.on(Style.bold, colour) + sentence + Style.off(colour, Style.bold);
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, ROW, cells);
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, "%.2f", millis);
  }
}
