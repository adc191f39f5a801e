package io.belfry.cli.demo;

import io.belfry.server.app.App;
import io.belfry.server.setting.wording.AppNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Key and secret of the demo app: random, made once for a data directory, kept there in a file that
 * only its owner can read.
 *
 * <p>Thread: immutable.
 *
 * @see "rule THR-46"
 */
public final class DemoCredentials {
  /** Id of the demo app in paths of the HTTP API; a number, since some libraries insist on it. */
  public static final String APP_ID = "1";

  private static final String FILE_NAME = "demo-app";
  private static final int MAX_FILE_BYTES = 1024;
  private static final int KEY_BYTES = 4;
  private static final int SECRET_BYTES = 32;
  private static final Pattern CONTENT =
      Pattern.compile("key=(demo-[0-9a-f]{8})\nsecret=([0-9a-f]{64})\n");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private final Path file;
  private final String key;
  private final String secret;

  private DemoCredentials(Path file, String key, String secret) {
    this.file = file;
    this.key = key;
    this.secret = secret;
  }

  /** Whether a key has the form of those made here, which no production server may use. */
  public static boolean isDemoKey(String key) {
    return AppNames.isKeyOfDemo(key);
  }

  /** Whether one of the apps has such a key. */
  public static boolean areIn(List<App> apps) {
    return apps.stream().flatMap(app -> app.keys().stream()).anyMatch(key -> isDemoKey(key.key()));
  }

  /** Whether a data directory has some already. */
  public static boolean existIn(Path dataDir) {
    return Files.exists(dataDir.resolve(FILE_NAME));
  }

  /**
   * The credentials of a data directory, which are made if there are none.
   *
   * @throws IOException if they cannot be read or written, with a sentence that says what to do
   */
  public static DemoCredentials of(Path dataDir, RandomGenerator random) throws IOException {
    Path file = dataDir.resolve(FILE_NAME);
    try {
      if (Files.notExists(file)) {
        write(file, random);
      }
    } catch (IOException e) {
      throw cannotBeKept(file, e);
    }
    try {
      return read(file);
    } catch (FileSystemException e) {
      throw cannotBeKept(file, e);
    }
  }

  private static IOException cannotBeKept(Path file, IOException why) {
    // Java has a class for the usual reasons, whose message is the path alone, and words for
    // others.
    String words =
        why instanceof FileSystemException failed ? failed.getReason() : why.getMessage();
    String reason = words == null ? why.getClass().getSimpleName() : words;
    return new IOException(
        "The demo app's secret cannot be kept in "
            + file
            + " ("
            + reason
            + "). Name a folder that can be written to and has room with --data-dir.",
        why);
  }

  private static DemoCredentials read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw unusable(file);
    }
    if (isPosix(file)) {
      Files.setPosixFilePermissions(file, OWNER_ONLY);
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_FILE_BYTES + 1);
    }
    Matcher content = CONTENT.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
    if (!content.matches()) {
      throw unusable(file);
    }
    return new DemoCredentials(file, content.group(1), content.group(2));
  }

  // Written beside its place and moved there whole, so that a crash leaves no half of a secret.
  private static void write(Path file, RandomGenerator random) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && Files.notExists(folder)) {
      Files.createDirectories(folder, isPosix(file) ? owned(OWNER_ONLY_FOLDER) : unowned());
    }
    Path fresh =
        Files.createTempFile(
            folder, FILE_NAME, ".new", isPosix(file) ? owned(OWNER_ONLY) : unowned());
    try {
      Files.writeString(
          fresh,
          "key=demo-" + hex(random, KEY_BYTES) + "\nsecret=" + hex(random, SECRET_BYTES) + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?>[] owned(Set<PosixFilePermission> permissions) {
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
  }

  private static FileAttribute<?>[] unowned() {
    return new FileAttribute<?>[0];
  }

  private static String hex(RandomGenerator random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static IOException unusable(Path file) {
    return new IOException(
        file
            + " is not what belfry dev has written: it has to hold the demo app's key and secret, a"
            + " line each. Delete it, and the next start makes new ones.");
  }

  /** File that holds them. */
  public Path file() {
    return file;
  }

  /** Public key of the demo app. */
  public String key() {
    return key;
  }

  /** Secret of the demo app. */
  public String secret() {
    return secret;
  }

  @Override
  public String toString() {
    return "DemoCredentials[key=" + key + "]";
  }
}
