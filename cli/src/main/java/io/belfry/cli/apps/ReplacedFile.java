package io.belfry.cli.apps;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;

/**
 * Puts a new version of a file in place of the old one in one step, with the same owner and mode,
 * so that no reader meets half of it.
 *
 * <p>Thread: confined to its caller.
 *
 * @param file the file itself, no link to it
 */
public record ReplacedFile(Path file) {
  /** The file that a path leads to, whatever links there are. */
  public static ReplacedFile at(Path path) throws NotChanged {
    try {
      return new ReplacedFile(path.toRealPath());
    } catch (IOException e) {
      throw new NotChanged(path + " cannot be read. Name a file that is there with --config.");
    }
  }

  /** Makes a file that is not there yet and that nobody else may read. */
  public static void make(Path path, byte[] content) throws NotChanged {
    try {
      // Nobody else may read what is made so.
      Path next = Files.createTempFile(path.toAbsolutePath().getParent(), ".belfry-", ".tmp");
      try {
        Files.write(next, content, StandardOpenOption.SYNC);
        Files.move(next, path);
      } finally {
        Files.deleteIfExists(next);
      }
      keepName(path);
    } catch (IOException e) {
      throw new NotChanged(path + " cannot be written: " + reason(e) + ".");
    }
  }

  /** What it holds, of at most so many bytes. */
  public byte[] read(int most) throws NotChanged {
    try (java.io.InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new NotChanged(file + " is larger than " + (most >> 20) + " MiB.");
      }
      return bytes;
    } catch (IOException e) {
      throw new NotChanged(file + " cannot be read: " + reason(e) + ".");
    }
  }

  /**
   * Replaces it.
   *
   * @param old what it has to have had until now
   * @param content what it has from now on
   */
  public void replace(byte[] old, byte[] content) throws NotChanged {
    try {
      PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      PosixFileAttributes mode = view == null ? null : view.readAttributes();
      boolean isReadOnly =
          mode != null && !mode.permissions().contains(PosixFilePermission.OWNER_WRITE);
      if (isReadOnly || !Files.isWritable(file)) {
        throw new NotChanged(
            file + " is read-only. Change it where it comes from, or make it writable first.");
      }
      Path next = Files.createTempFile(file.toAbsolutePath().getParent(), ".belfry-", ".tmp");
      try {
        Files.write(next, content, StandardOpenOption.SYNC);
        if (mode != null) {
          keep(mode, next);
        }
        if (!Arrays.equals(old, read(old.length))) {
          throw new NotChanged(file + " was changed by somebody else meanwhile. Try again.");
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(next);
      }
      keepName(file);
    } catch (IOException e) {
      throw new NotChanged(
          "The folder of " + file + " cannot be written to: " + reason(e) + ". Nothing changed.");
    }
  }

  // Who could read the file has to be able to read the new one: the server, and nobody else.
  private void keep(PosixFileAttributes mode, Path next) throws IOException, NotChanged {
    PosixFileAttributeView view = Files.getFileAttributeView(next, PosixFileAttributeView.class);
    try {
      if (!view.getOwner().equals(mode.owner())) {
        view.setOwner(mode.owner());
      }
      if (!view.readAttributes().group().equals(mode.group())) {
        view.setGroup(mode.group());
      }
    } catch (IOException e) {
      throw new NotChanged(
          file
              + " belongs to "
              + mode.owner().getName()
              + " and the group "
              + mode.group().getName()
              + ", which a new version could not be given. Run this as that user. Nothing changed.");
    }
    view.setPermissions(mode.permissions());
  }

  // Else the old file may be back after a power cut. Not every system can do that.
  private static void keepName(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The file itself is kept, and that it is there is known to the system.
    }
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException failed && failed.getReason() != null
        ? failed.getReason()
        : e.getClass().getSimpleName();
  }
}
