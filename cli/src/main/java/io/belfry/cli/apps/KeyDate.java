package io.belfry.cli.apps;

import io.belfry.cli.migrate.Tree;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When a new key was made: never before another one of its app. The oldest key signs webhooks, and
 * receivers do not know the new one yet.
 *
 * <p>Thread: stateless.
 */
final class KeyDate {
  private static final String CREATED_AT = "created_at";

  private KeyDate() {}

  /** The change with a date that is not before that of any key of the app. */
  static Change in(Tree.Group app, Change change) {
    if (!(change instanceof Change.AddKey add)) {
      return change;
    }
    Optional<Instant> own = moment(add.key());
    return newest(app)
        .filter(newest -> own.isPresent() && own.get().isBefore(newest))
        .map(newest -> (Change) new Change.AddKey(add.app(), dated(add.key(), newest)))
        .orElse(change);
  }

  private static Tree.Group dated(Tree.Group key, Instant at) {
    Map<String, Tree> members = new LinkedHashMap<>(key.members());
    members.put(CREATED_AT, new Tree.Text(at.toString()));
    return new Tree.Group(members);
  }

  private static Optional<Instant> newest(Tree.Group app) {
    return AppsText.groups(app, "keys").stream()
        .map(KeyDate::moment)
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder());
  }

  // A date that cannot be read is a problem of the file, which is told as such.
  private static Optional<Instant> moment(Tree.Group key) {
    String text = AppsText.text(key, CREATED_AT);
    try {
      return Optional.of(
          text.indexOf('T') > 0
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
