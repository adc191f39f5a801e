package io.belfry.cli.access;

import io.belfry.cli.apps.NotChanged;
import io.belfry.cli.apps.ReplacedFile;
import io.belfry.cli.migrate.NotReadable;
import io.belfry.cli.migrate.TreeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of a user, in one file that nobody else may read.
 *
 * <p>Thread: immutable.
 *
 * @param current name of the one that counts where none is named; empty for none
 * @param byName all of them
 */
public record Contexts(String current, Map<String, Context> byName) {
  private static final int MOST_BYTES = 256 << 10;
  private static final int MOST = 200;

  /** Takes a copy. */
  public Contexts {
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }

  /** Where the file is, by the rules of XDG. */
  public static Path place(Map<String, String> environment) {
    String folder = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path config =
        folder.startsWith("/")
            ? Path.of(folder)
            : Path.of(System.getProperty("user.home", "."), ".config");
    return config.resolve("belfry").resolve("contexts.json");
  }

  /** Those of a file; none where there is no file. */
  public static Contexts read(Path file) throws NoAccess {
    if (Files.notExists(file)) {
      return new Contexts("", Map.of());
    }
    refuseOthers(file);
    try {
      String text = new String(bytes(file), StandardCharsets.UTF_8);
      return ContextText.read(TreeText.json(text));
    } catch (NotReadable | NotChanged e) {
      throw new NoAccess(
          file
              + " is not what belfry context has written: "
              + e.getMessage()
              + " Mend or remove it.");
    }
  }

  private static byte[] bytes(Path file) throws NotChanged {
    return ReplacedFile.at(file).read(MOST_BYTES);
  }

  // A secret may stand in it, and ssh has taught everybody what this sentence means.
  private static void refuseOthers(Path file) throws NoAccess {
    try {
      Set<PosixFilePermission> may = Files.getPosixFilePermissions(file);
      if (may.stream().anyMatch(one -> !one.name().startsWith("OWNER_"))) {
        throw new NoAccess(
            file
                + " can be read or written by others, and may hold secrets. Type chmod 600 "
                + file
                + " and replace the secrets in it.");
      }
    } catch (UnsupportedOperationException e) {
      // No such file system: the folder of the user has to do.
      return;
    } catch (IOException e) {
      throw new NoAccess(file + " cannot be read. Make it readable, or remove it.");
    }
  }

  /** The one of that name. */
  public Context get(String name) throws NoAccess {
    Context found = byName.get(name);
    if (found == null) {
      throw new NoAccess(
          "There is no context \""
              + name.replaceAll("[^A-Za-z0-9_.-]", ".")
              + "\". "
              + (byName.isEmpty()
                  ? "belfry context add makes one."
                  : "There are " + String.join(", ", byName.keySet()) + "."));
    }
    return found;
  }

  /** The same with that context, which counts from now on if there was none. */
  public Contexts with(String name, Context context) throws NoAccess {
    Map<String, Context> all = new LinkedHashMap<>(byName);
    all.put(name, context);
    if (all.size() > MOST) {
      throw new NoAccess("There are " + MOST + " contexts already. Remove one first.");
    }
    return new Contexts(current.isEmpty() ? name : current, all);
  }

  /** The same without that context. */
  public Contexts without(String name) {
    Map<String, Context> all = new LinkedHashMap<>(byName);
    all.remove(name);
    return new Contexts(current.equals(name) ? "" : current, all);
  }

  /** The same, of which that one counts. */
  public Contexts using(String name) {
    return new Contexts(name, byName);
  }

  /** The one that counts where none is named. */
  public Optional<String> chosen() {
    return byName.containsKey(current) ? Optional.of(current) : Optional.empty();
  }

  /** Writes them in one step; nobody else may read the file. */
  public void write(Path file) throws NoAccess {
    byte[] text = (ContextText.of(this) + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      makeFolder(file.toAbsolutePath().getParent());
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        refuseOthers(file);
        ReplacedFile replaced = ReplacedFile.at(file);
        replaced.replace(replaced.read(MOST_BYTES), text);
      } else {
        ReplacedFile.make(file, text);
      }
    } catch (IOException e) {
      throw new NoAccess("The folder of " + file + " cannot be made. Is it yours to write to?");
    } catch (NotChanged e) {
      throw new NoAccess(String.valueOf(e.getMessage()));
    }
  }

  private static void makeFolder(@Nullable Path folder) throws IOException {
    if (folder == null || Files.isDirectory(folder)) {
      return;
    }
    boolean isPosix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (isPosix) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(folder);
    }
  }

  /** Names of servers and apps, and no secret. */
  @Override
  public String toString() {
    return "Contexts" + byName.keySet();
  }
}
