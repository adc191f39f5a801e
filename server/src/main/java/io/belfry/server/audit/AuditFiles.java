package io.belfry.server.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder of the audit log. A process begins files of its own, so that two of them never mix
 * their lines and nobody goes on behind a line that a crash has torn. A file ends with its day in
 * UTC, or when it is full.
 *
 * <p>Thread: confined to that of the audit log, but for {@link #prepare}.
 *
 * @see "rule USR-072"
 */
final class AuditFiles implements AutoCloseable {
  private static final long MOST_BYTES = 64 << 20;
  private static final int FILES_AT_LEAST = 4;
  private static final int MOST_OF_A_MOMENT = 1_000;
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final OldFiles old;
  private final InstantSource clock;
  private final long bytesOfAFile;
  private @Nullable FileChannel channel;
  private @Nullable Path path;
  private LocalDate day = LocalDate.EPOCH;
  private long size;

  /**
   * The files of a folder.
   *
   * @param keepDays how long they are kept
   * @param maxBytes of all of them together
   */
  AuditFiles(Path folder, int keepDays, long maxBytes, InstantSource clock) {
    this.folder = folder;
    this.old = new OldFiles(folder, keepDays, maxBytes);
    this.clock = clock;
    this.bytesOfAFile = Math.min(MOST_BYTES, maxBytes / FILES_AT_LEAST);
  }

  /**
   * Makes the folder.
   *
   * @throws IOException if it cannot be written to
   */
  void prepare() throws IOException {
    Files.createDirectories(folder, ofOwner("rwx------"));
    if (!Files.isWritable(folder)) {
      throw new IOException(folder + " is read-only for this user");
    }
  }

  /**
   * Writes whole lines.
   *
   * @throws IOException if they could not be written; nothing of them is in a file then
   */
  void write(ByteBuffer lines) throws IOException {
    FileChannel to = opened(lines.remaining());
    long before = size;
    try {
      while (lines.hasRemaining()) {
        size += to.write(lines);
      }
    } catch (IOException e) {
      giveUp(to, before);
      throw e;
    }
  }

  // What is torn is cut off, and the next lines begin a file of their own.
  private void giveUp(FileChannel torn, long whole) throws IOException {
    Path given = path;
    channel = null;
    path = null;
    try (torn) {
      torn.truncate(whole);
    } finally {
      if (whole == 0 && given != null) {
        Files.deleteIfExists(given);
      }
    }
  }

  private FileChannel opened(int more) throws IOException {
    Instant now = clock.instant();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    FileChannel open = channel;
    if (open != null && today.equals(day) && size + more <= bytesOfAFile) {
      return open;
    }
    close();
    prepare();
    open = create(now);
    channel = open;
    day = today;
    size = 0;
    tidy();
    return open;
  }

  private FileChannel create(Instant now) throws IOException {
    for (int i = 0; i < MOST_OF_A_MOMENT; i++) {
      Path candidate = folder.resolve("%s-%d.jsonl".formatted(NAME.format(now), i));
      try {
        FileChannel made =
            FileChannel.open(
                candidate,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                ofOwner("rw-------"));
        path = candidate;
        return made;
      } catch (FileAlreadyExistsException e) {
        // Of another process that writes here, or of this moment: the next number.
      }
    }
    throw new IOException(folder + " has too many files of this moment");
  }

  private FileAttribute<?>[] ofOwner(String permissions) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** Deletes what is too old, or too much. */
  void tidy() throws IOException {
    old.delete(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC), path);
  }

  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    path = null;
    if (open != null) {
      open.close();
    }
  }
}
