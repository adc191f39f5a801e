package io.belfry.server.config.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that holds one secret and nothing else: one line, with or without its end.
 *
 * <p>Thread: stateless.
 *
 * @see "rule LIM-062"
 */
final class SecretFile {
  private static final int MAX_BYTES = 4096;

  /** What became of reading it. */
  sealed interface SecretReading {
    /** Its secret. */
    record Secret(String text) implements SecretReading {}

    /**
     * There is none to be had.
     *
     * @param why what is wrong and what to do, behind the name of the file
     * @param isUnread whether the file itself could not be read, which may change by itself
     */
    record Unusable(String why, boolean isUnread) implements SecretReading {}
  }

  private SecretFile() {}

  static SecretReading read(Path file) {
    if (!Files.exists(file)) {
      return unread(
          "does not exist. A relative name begins at the folder where Belfry is started.");
    }
    if (Files.isDirectory(file)) {
      return unread("is a folder. Name the file in it.");
    }
    if (!Files.isRegularFile(file)) {
      return unread("is no regular file. Write the secret into one.");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return secret(in.readNBytes(MAX_BYTES + 1));
    } catch (IOException e) {
      return unread("cannot be read: " + reason(e) + ".");
    }
  }

  // A sentence of the system names the file once more, before the reason.
  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "this user may not read it";
    }
    return e instanceof FileSystemException failed && failed.getReason() != null
        ? failed.getReason()
        : e.getClass().getSimpleName();
  }

  private static SecretReading secret(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      return new SecretReading.Unusable(
          "has more than " + MAX_BYTES + " bytes. Expected one line.", false);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return secret(text);
    } catch (CharacterCodingException e) {
      return new SecretReading.Unusable("is not UTF-8 text. Expected one line.", false);
    }
  }

  private static SecretReading secret(String text) {
    if (text.startsWith("\uFEFF")) {
      return new SecretReading.Unusable(
          "begins with a byte order mark, which would be part of the secret. Save it without.",
          false);
    }
    String line = text.strip();
    if (line.isEmpty()) {
      return new SecretReading.Unusable(
          text.isEmpty() ? "is empty. Write the secret into it." : "has nothing but white space.",
          false);
    }
    if (line.lines().count() > 1) {
      return new SecretReading.Unusable(
          "has " + line.lines().count() + " lines. Expected one, the secret alone.", false);
    }
    return line.chars().anyMatch(Character::isISOControl)
        ? new SecretReading.Unusable("has control characters. Expected one line of text.", false)
        : new SecretReading.Secret(line);
  }

  private static SecretReading unread(String why) {
    return new SecretReading.Unusable(why, true);
  }
}
