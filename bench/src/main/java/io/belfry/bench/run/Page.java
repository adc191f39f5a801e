package io.belfry.bench.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Markdown page of a run.
 *
 * <p>Thread: immutable.
 */
final class Page {
  private static final String DASH = "-";

  private final Results results;
  private final List<Work> works;

  Page(Results results) {
    this.results = results;
    this.works = Arrays.stream(Work.values()).filter(results::knows).toList();
  }

  /**
   * The whole page.
   *
   * @param before the run published last before this one
   */
  String text(Optional<Results> before) {
    StringBuilder page = new StringBuilder();
    page.append("# Measured on ").append(results.fact("date")).append("\n\n");
    page.append("Medians over all repeats, with the least and the most. How to read and to quote");
    page.append(" them: [README](README.md).\n\n");
    page.append("## What the figures depend on\n\n");
    page.append(table(List.of("", ""), facts()));
    page.append("\n## Beside the floor\n\n");
    page.append(
        table(
            List.of("work", "figure", "Belfry", "floor", "ratio", "goal", "reached"),
            rows(Candidate.BELFRY)));
    if (!rows(Candidate.OTHER).isEmpty()) {
      page.append("\n## The other server beside the floor\n\n");
      page.append(
          table(
              List.of("work", "figure", "other", "floor", "ratio"),
              firstFive(rows(Candidate.OTHER))));
    }
    for (Variant variant : Variant.values()) {
      page.append(besidePlain(variant));
    }
    page.append("\n## Whether all arrived, and who else was at work\n\n");
    page.append(
        "Lost / twice / out of order or wrong / refused / closed, over all repeats; and the");
    page.append(
        " greatest share of a core that others took. A generator that is busy for more than");
    page.append(" 0.9 of the time is the limit itself.\n\n");
    page.append(
        table(
            List.of(
                "work", "server", "counts", "server's core", "generator's core", "generator busy"),
            wholeness()));
    before.ifPresent(
        earlier ->
            page.append("\n## Since ")
                .append(earlier.fact("date"))
                .append("\n\n")
                .append(new Comparison(earlier, results).text()));
    return page.toString();
  }

  /** Writes a Markdown table. */
  static String table(List<String> head, List<List<String>> rows) {
    return Stream.concat(Stream.of(head, head.stream().map(cell -> "---").toList()), rows.stream())
        .map(row -> "| " + String.join(" | ", row) + " |\n")
        .collect(Collectors.joining());
  }

  private List<List<String>> facts() {
    return results.facts().entrySet().stream()
        .map(fact -> List.of(fact.getKey(), fact.getValue()))
        .toList();
  }

  private List<List<String>> rows(String label) {
    return works.stream()
        .flatMap(
            work ->
                Figures.of(work).stream()
                    .filter(figure -> !cell(work, label, figure).equals(DASH))
                    .map(figure -> row(work, figure, label)))
        .toList();
  }

  private List<String> row(Work work, Figure figure, String label) {
    Optional<Double> ratio = results.ratioToFloor(work, label, figure);
    Optional<Double> own = results.spread(work, label, figure).map(Spread::median);
    return List.of(
        work.title(),
        figure.title(),
        cell(work, label, figure),
        cell(work, Candidate.FLOOR, figure),
        ratio.map(Page::times).orElse(DASH),
        figure.goal().text(),
        own.map(median -> reached(figure.goal(), median, ratio)).orElse(DASH));
  }

  private String cell(Work work, String label, Figure figure) {
    return results
        .spread(work, label, figure)
        .map(Spread::text)
        .orElse(results.isDisturbed(work, label, figure) ? "disturbed" : DASH);
  }

  /** The table of a variant; nothing without one. */
  private String besidePlain(Variant variant) {
    List<List<String>> rows =
        works.stream()
            .filter(variant::does)
            .flatMap(
                work ->
                    Figures.of(work, variant).stream()
                        .filter(figure -> !cell(work, variant.label(), figure).equals(DASH))
                        .map(figure -> besidePlain(variant, work, figure)))
            .toList();
    List<String> head = new ArrayList<>(List.of("work", "figure"));
    head.addAll(variant.columns());
    head.addAll(List.of("ratio", "goal", "reached"));
    return rows.isEmpty() ? "" : "\n## " + variant.title() + "\n\n" + table(head, rows);
  }

  private List<String> besidePlain(Variant variant, Work work, Figure figure) {
    Goal goal = variant.goal(figure);
    Optional<Double> ratio = results.ratio(work, variant.label(), Candidate.BELFRY, figure);
    return List.of(
        work.title(),
        figure.title(),
        cell(work, variant.label(), figure),
        cell(work, Candidate.BELFRY, figure),
        ratio.map(Page::times).orElse(DASH),
        goal.text(),
        results
            .spread(work, variant.label(), figure)
            .map(spread -> reached(goal, spread.median(), ratio))
            .orElse(DASH));
  }

  private static String reached(Goal goal, double own, Optional<Double> ratio) {
    return switch (goal) {
      case Goal.None none -> "";
      case Goal.RatioAtMost most -> ratio.map(value -> yesOrNo(goal, own, value)).orElse(DASH);
      case Goal.RatioAtLeast least -> ratio.map(value -> yesOrNo(goal, own, value)).orElse(DASH);
      case Goal.AtMost most -> yesOrNo(goal, own, 0);
      case Goal.AtLeast least -> yesOrNo(goal, own, 0);
    };
  }

  private static String yesOrNo(Goal goal, double own, double ratio) {
    return goal.isReached(own, ratio) ? "yes" : "**no**";
  }

  /** A ratio as a cell. */
  static String times(double ratio) {
    return Spread.number(ratio) + "x";
  }

  private static List<List<String>> firstFive(List<List<String>> rows) {
    return rows.stream().map(row -> row.subList(0, 5)).toList();
  }

  private List<List<String>> wholeness() {
    return works.stream()
        .flatMap(
            work ->
                servers()
                    .filter(label -> results.of(work, label).findAny().isPresent())
                    .map(label -> wholeness(work, label)))
        .toList();
  }

  private static Stream<String> servers() {
    return Stream.of(
            Stream.of(Candidate.BELFRY),
            Arrays.stream(Variant.values()).map(Variant::label),
            Stream.of(Candidate.FLOOR, Candidate.OTHER))
        .flatMap(labels -> labels);
  }

  private List<String> wholeness(Work work, String label) {
    Wholeness whole = Wholeness.of(results, work, label);
    return List.of(
        work.title(),
        label,
        whole.counts(),
        Spread.number(whole.foreignServer()),
        Spread.number(whole.foreignGenerator()),
        Spread.number(whole.generatorBusy()));
  }
}
