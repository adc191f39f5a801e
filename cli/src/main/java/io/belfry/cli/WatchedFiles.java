package io.belfry.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Files that are looked at again and again, which works on every file system and with every way of
 * putting a file in place, a link that is pointed elsewhere among them. A change counts when it
 * looks the same twice, so that no file is read half written.
 *
 * <p>Thread: confined to the thread that looks.
 */
final class WatchedFiles {
  private final Map<Path, Stamp> taken = new LinkedHashMap<>();
  private Map<Path, Stamp> seen = Map.of();

  /** What tells a file from the one before without reading it. */
  private record Stamp(long modified, long size, String key) {
    private static final Stamp NONE = new Stamp(0, 0, "");

    // Written out: the one that records come with is built when it is first called, at some cost.
    boolean isSameAs(Stamp other) {
      return modified == other.modified && size == other.size && key.equals(other.key);
    }

    static Stamp of(Path file) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(
            attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
            attributes.size(),
            String.valueOf(attributes.fileKey()));
      } catch (IOException e) {
        return NONE;
      }
    }
  }

  /** Looks at these from now on, and no more at others. */
  void watch(Collection<Path> files) {
    taken.keySet().retainAll(files);
    files.forEach(file -> taken.computeIfAbsent(file, Stamp::of));
  }

  /** Looks once: the files that have changed since they were last told and stand still by now. */
  List<Path> changed() {
    Map<Path, Stamp> now = new LinkedHashMap<>();
    boolean isStill = true;
    List<Path> changed = new ArrayList<>();
    for (Map.Entry<Path, Stamp> file : taken.entrySet()) {
      Stamp stamp = Stamp.of(file.getKey());
      now.put(file.getKey(), stamp);
      if (!stamp.isSameAs(file.getValue())) {
        changed.add(file.getKey());
        isStill &=
            stamp.isSameAs(seen.getOrDefault(file.getKey(), Stamp.NONE))
                && seen.containsKey(file.getKey());
      }
    }
    seen = now;
    // Of several files that belong together none is taken before the others stand still.
    if (!isStill) {
      return List.of();
    }
    changed.forEach(file -> taken.put(file, now.getOrDefault(file, Stamp.NONE)));
    return List.copyOf(changed);
  }
}
