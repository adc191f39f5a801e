package io.belfry.sql;

import io.belfry.server.app.App;
import io.belfry.server.config.AppDefinitions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of the rows: which app of each is served.
 *
 * <p>A definition is taken whole or not at all. Where it cannot be taken, its app stays what it
 * was, and what it was has the right to its keys before all others. Of several that want a key, the
 * one that has it keeps it, else the one gets it whose row has named it for the longest time, which
 * is the same one on each server and after each restart.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "rules LIM-043, THR-49"
 */
final class LoadedApps {
  private static final String PLACE = " of belfry_apps";

  private final AppDefinitions definitions;
  private Map<String, Entry> entries = Map.of();

  /**
   * A row.
   *
   * @param revision of the row
   * @param since with which revision each key came to it
   * @param hash of the definition, since rows of a restored database may have known revisions
   * @param read the app of the definition, null where it cannot be read
   * @param served the app that is served, null for none
   * @param said what was said about it last
   */
  private record Entry(
      long revision,
      Map<String, Long> since,
      int hash,
      @Nullable App read,
      @Nullable App served,
      List<String> said) {
    /** What is wanted: what was read, else what was served. */
    @Nullable App wanted() {
      return read == null ? served : read;
    }
  }

  LoadedApps(AppDefinitions definitions) {
    this.definitions = definitions;
  }

  /**
   * Takes a reading.
   *
   * @return what is to be said of it, a sentence each, nothing twice
   */
  List<String> take(AppTable.Reading reading) {
    Map<String, Entry> next = new HashMap<>(entries);
    next.keySet().retainAll(reading.revisions().keySet());
    List<String> said = new ArrayList<>();
    for (AppTable.Row row : reading.changed()) {
      Entry before = next.get(row.id());
      int hash = Objects.hashCode(row.definition());
      if (before == null || before.revision != row.revision() || before.hash != hash) {
        next.put(row.id(), read(row, hash, before == null ? null : before.served, said));
      }
    }
    entries = settled(next, said);
    return said;
  }

  private Entry read(AppTable.Row row, int hash, @Nullable App served, List<String> said) {
    String place = "app " + row.id() + PLACE;
    List<String> sentences = new ArrayList<>();
    App read = read(place, row, sentences);
    if (read == null) {
      String rest = served == null ? "The app is not served." : "The app stays what it was.";
      sentences.replaceAll(sentence -> sentence + " " + rest);
    }
    said.addAll(sentences);
    return new Entry(row.revision(), row.since(), hash, read, served, List.of());
  }

  private @Nullable App read(String place, AppTable.Row row, List<String> sentences) {
    String text = row.definition();
    if (text == null) {
      sentences.add(place + ": It has more than 256 KiB.");
      return null;
    }
    return switch (definitions.read(place, text)) {
      case AppDefinitions.Faulty faulty -> {
        sentences.addAll(faulty.problems());
        yield null;
      }
      case AppDefinitions.Sound sound -> {
        sentences.addAll(sound.notes());
        if (!sound.app().id().equals(row.id())) {
          sentences.add(place + ": Its definition has the id " + sound.app().id() + ".");
          yield null;
        }
        yield sound.app();
      }
    };
  }

  private static Map<String, Entry> settled(Map<String, Entry> entries, List<String> said) {
    Map<String, App> wanted = new HashMap<>();
    entries.forEach(
        (id, entry) -> {
          App app = entry.wanted();
          if (app != null) {
            wanted.put(id, app);
          }
        });
    Map<String, String> refused = new HashMap<>();
    while (refuseLosers(entries, wanted, refused)) {
      // Whoever is refused stays what it was, which others may have counted on to be gone.
    }
    Map<String, Entry> settled = new HashMap<>();
    entries.forEach(
        (id, entry) -> {
          String sentence = refused.get(id);
          List<String> now = sentence == null ? List.of() : List.of(sentence);
          now.stream().filter(one -> !entry.said.contains(one)).forEach(said::add);
          settled.put(
              id,
              new Entry(entry.revision, entry.since, entry.hash, entry.read, wanted.get(id), now));
        });
    return settled;
  }

  private static boolean refuseLosers(
      Map<String, Entry> entries, Map<String, App> wanted, Map<String, String> refused) {
    Map<String, String> owners = owners(entries, wanted);
    Set<String> losers = new HashSet<>();
    wanted.forEach(
        (id, app) -> {
          for (App.Key key : app.keys()) {
            String owner = owners.getOrDefault(key.key(), id);
            if (key.active() && !owner.equals(id)) {
              refused.put(id, sentence(id, key.key(), owner, entries));
              losers.add(id);
            }
          }
        });
    for (String id : losers) {
      App before = entry(entries, id).served;
      if (before == null || before.equals(wanted.get(id))) {
        wanted.remove(id);
      } else {
        wanted.put(id, before);
      }
    }
    return !losers.isEmpty();
  }

  private static Map<String, String> owners(Map<String, Entry> entries, Map<String, App> wanted) {
    Map<String, String> owners = new HashMap<>();
    wanted.forEach(
        (id, app) -> {
          for (App.Key key : app.keys()) {
            if (key.active()) {
              Comparator<String> right = byRight(key.key(), entries, wanted);
              owners.merge(
                  key.key(), id, (one, other) -> right.compare(one, other) <= 0 ? one : other);
            }
          }
        });
    return owners;
  }

  private static Comparator<String> byRight(
      String key, Map<String, Entry> entries, Map<String, App> wanted) {
    return Comparator.<String>comparingInt(id -> served(entries, id, key) ? 0 : 1)
        .thenComparingInt(id -> isKept(entries, wanted, id) ? 0 : 1)
        .thenComparingLong(
            id -> entry(entries, id).since.getOrDefault(key, entry(entries, id).revision))
        .thenComparing(id -> id);
  }

  private static Entry entry(Map<String, Entry> entries, String id) {
    return Objects.requireNonNull(entries.get(id));
  }

  private static boolean isKept(Map<String, Entry> entries, Map<String, App> wanted, String id) {
    return Objects.equals(wanted.get(id), entry(entries, id).served);
  }

  private static boolean served(Map<String, Entry> entries, String id, String key) {
    App app = entry(entries, id).served;
    return app != null && app.activeKey(key).isPresent();
  }

  private static String sentence(String id, String key, String owner, Map<String, Entry> entries) {
    String rest = entry(entries, id).served == null ? "It is not served." : "It stays what it was.";
    return "app "
        + id
        + PLACE
        + ": Its key "
        + key
        + " is that of app "
        + owner
        + PLACE
        + ". "
        + rest;
  }

  /** The apps that are served; no two have an id or an active key in common. */
  List<App> served() {
    return entries.values().stream().map(Entry::served).filter(Objects::nonNull).toList();
  }

  /** How many rows there are of which nothing is served. */
  int unserved() {
    return (int) entries.values().stream().filter(entry -> entry.served == null).count();
  }

  /** How many definitions are not in force. */
  int refused() {
    return (int)
        entries.values().stream()
            .filter(entry -> entry.read == null || !entry.read.equals(entry.served))
            .count();
  }
}
