package io.belfry.server.config;

import io.belfry.server.app.OriginPattern;
import io.belfry.server.app.OriginPattern.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists of origins: what is meant is understood, and what would match no page is refused.
 *
 * <p>Thread: confined to the reader.
 *
 * @see "rules WS-011, LIM-064"
 */
final class OriginSettings {
  private final Values values;

  OriginSettings(Values values) {
    this.values = values;
  }

  /** The patterns of that setting, or those that hold without it. */
  List<OriginPattern> patterns(String path, List<OriginPattern> otherwise) {
    Optional<Values.Value> value = values.find(path);
    if (value.isEmpty()) {
      return otherwise;
    }
    List<OriginPattern> patterns = new ArrayList<>();
    for (String text : value.get().texts()) {
      Reading reading = OriginPattern.read(text);
      if (reading instanceof Reading.Understood understood) {
        patterns.add(understood.pattern());
      } else {
        String advice = ((Reading.Refused) reading).advice();
        values.problem(value.get().where(), path + " has " + Shown.place(text) + ". " + advice);
      }
    }
    if (value.get().texts().isEmpty() && value.get().source() != Values.Source.FILE) {
      values.problem(
          value.get().where(), path + " has no entry. Unset it, or write * for every page.");
    }
    values.understood(path, patterns.stream().map(OriginPattern::toString).toList());
    return patterns;
  }
}
