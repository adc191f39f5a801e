package io.belfry.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's own code, which a process has to load before the first file is opened.
 *
 * <p>The packaged application has it as a file beside its jars. Elsewhere it is copied out of its
 * jar to the folder for temporary files, and where nothing may be run from there, as in a hardened
 * container, to a folder that the server may write to.
 *
 * <p>Thread: thread-safe.
 */
final class SqliteLibrary {
  private static final String COPIED_TO = "org.sqlite.tmpdir";

  private SqliteLibrary() {}

  /**
   * Loads it, unless it is there already.
   *
   * @param folder which the server may write to
   * @throws IOException if it cannot be loaded; the message is for the operator
   */
  static synchronized void load(Path folder) throws IOException {
    if (isLoaded() || isLoadedFrom(folder)) {
      return;
    }
    throw new IOException(
        "SQLite cannot be loaded: neither the folder for temporary files ("
            + System.getProperty("java.io.tmpdir")
            + ") nor "
            + folder
            + " lets a library be written and run. Mount one of them without noexec, or set "
            + COPIED_TO
            + " to a folder that does.");
  }

  private static boolean isLoadedFrom(Path folder) throws IOException {
    if (System.getProperty(COPIED_TO) != null) {
      return false;
    }
    Files.createDirectories(folder);
    System.setProperty(COPIED_TO, folder.toString());
    return isLoaded();
  }

  // It throws whatever it meets.
  private static boolean isLoaded() {
    try {
      return SQLiteJDBCLoader.initialize();
    } catch (Exception | LinkageError e) {
      return false;
    }
  }
}
