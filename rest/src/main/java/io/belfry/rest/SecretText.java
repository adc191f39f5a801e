package io.belfry.rest;

import io.belfry.protocol.sign.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Tells a secret from what people hand over in its place. No message shows any of it.
 *
 * <p>Thread: stateless.
 *
 * @see "rules HTTP-163, HTTP-168"
 */
final class SecretText {
  private static final int MAX_FILE_BYTES = 4096;
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final Pattern LINE_BREAK = Pattern.compile("\\R");
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$\\{.*}|\\$\\(.*\\)|\\{\\{.*}}|<.*>", Pattern.DOTALL);

  private SecretText() {}

  /**
   * The secret of that text.
   *
   * @throws IllegalArgumentException if the text cannot be one
   */
  static Secret checked(String text) {
    if (!text.isEmpty() && (isStray(text.charAt(0)) || isStray(text.charAt(text.length() - 1)))) {
      throw new IllegalArgumentException(
          "The app secret begins or ends with white space, a line end or a byte order mark, as text"
              + " from a file does. Expected the secret alone; RestOptions.ofSecretFile reads one"
              + " from a file.");
    }
    if (LINE_BREAK.matcher(text).find()) {
      throw new IllegalArgumentException(
          "The app secret has several lines. Expected the secret alone.");
    }
    if (PLACEHOLDER.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "The app secret is a placeholder such as ${SECRET} that nobody has filled in. Expected the"
              + " secret itself; RestOptions.fromEnvironment reads variables.");
    }
    return Secret.of(text);
  }

  private static boolean isStray(char c) {
    return c == BYTE_ORDER_MARK
        || Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.isISOControl(c);
  }

  /**
   * The secret that a file holds. White space around it is passed over, as the server does.
   *
   * @throws IllegalArgumentException if the file cannot be read or holds anything else
   */
  static String ofFile(Path file) {
    String text = read(file).strip();
    if (text.isEmpty()) {
      throw wrong(file, "is empty");
    }
    if (text.charAt(0) == BYTE_ORDER_MARK) {
      throw wrong(file, "begins with a byte order mark, which would become a part of the secret");
    }
    if (LINE_BREAK.matcher(text).find()) {
      throw wrong(file, "has several lines");
    }
    return text;
  }

  private static String read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw wrong(file, "is longer than " + MAX_FILE_BYTES + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw wrong(file, "is not UTF-8 text");
    } catch (IOException e) {
      throw wrong(file, "cannot be read, " + e.getClass().getSimpleName());
    }
  }

  private static IllegalArgumentException wrong(Path file, String what) {
    return new IllegalArgumentException(
        "The secret file "
            + file.toAbsolutePath()
            + " "
            + what
            + ". Expected a readable file with the secret on its one line.");
  }
}
