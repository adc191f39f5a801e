package io.belfry.bench.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Raw lines of a run that never was. */
final class CannedRun {
  private final List<RawLine> lines = new ArrayList<>();

  CannedRun(String date) {
    lines.add(RawLineReader.read("{\"result\":\"facts\",\"date\":\"" + date + "\"}"));
  }

  /** One delivery phase of fan1000-40k. */
  CannedRun fanOut(String label, double cpu, String further) {
    return add("fan1000-40k", "fanout", label, "\"cpu_us_per_msg\":" + number(cpu) + further);
  }

  CannedRun add(String work, String result, String label, String members) {
    lines.add(
        RawLineReader.read(
            "{\"work\":\"%s\",\"repeat\":%d,\"result\":\"%s\",\"label\":\"%s\",%s}"
                .formatted(work, lines.size(), result, label, members)));
    return this;
  }

  Results results() {
    return Results.of(lines);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
