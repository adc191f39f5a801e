package io.belfry.server.metrics;

import java.util.Locale;

/**
 * Forms in which the page of metrics is written. Who asks says which it takes, and whoever says
 * nothing that we have gets Prometheus' text.
 *
 * <p>Thread: immutable.
 */
public enum PageForm {
  /** Prometheus' text, which everybody reads. */
  PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
  /** OpenMetrics 1.0.0. */
  OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

  private static final int MOST_PARTS = 32;

  private final String mediaType;

  PageForm(String mediaType) {
    this.mediaType = mediaType;
  }

  /** Media type of the page. */
  public String mediaType() {
    return mediaType;
  }

  /**
   * The form that an {@code Accept} field prefers; where it likes both as much, OpenMetrics, which
   * only who knows it asks for.
   */
  public static PageForm accepted(String accept) {
    double text = 0;
    double open = 0;
    for (String part : accept.toLowerCase(Locale.ROOT).split(",", MOST_PARTS)) {
      String[] range = part.split(";", -1);
      double weight = weight(range);
      switch (range[0].strip()) {
        case "application/openmetrics-text" ->
            open = isOfOurVersion(range) ? Math.max(open, weight) : open;
        case "text/plain", "text/*", "*/*" -> text = Math.max(text, weight);
        default -> {
          // Such as Prometheus' own binary form, which it asks for first and does without.
        }
      }
    }
    return open > 0 && open >= text ? OPEN_METRICS : PROMETHEUS;
  }

  private static boolean isOfOurVersion(String[] range) {
    String version = parameter(range, "version");
    return version.isEmpty() || version.equals("1.0.0");
  }

  private static double weight(String[] range) {
    String weight = parameter(range, "q");
    try {
      return weight.isEmpty() ? 1 : Double.parseDouble(weight);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String parameter(String[] range, String name) {
    for (int i = 1; i < range.length; i++) {
      String[] pair = range[i].split("=", 2);
      if (pair.length == 2 && pair[0].strip().equals(name)) {
        return pair[1].strip().replace("\"", "");
      }
    }
    return "";
  }
}
