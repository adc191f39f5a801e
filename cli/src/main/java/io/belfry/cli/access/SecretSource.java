package io.belfry.cli.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a secret is.
 *
 * <p>Thread: immutable.
 */
public sealed interface SecretSource {
  /** Longest file with a secret, in bytes. */
  int MOST_BYTES = 4096;

  /** The secret itself, which no message repeats. */
  String read(Map<String, String> environment) throws NoAccess;

  /** Where it is, for people. */
  String words();

  /**
   * Kept by value.
   *
   * @param secret the text
   */
  record Value(String secret) implements SecretSource {
    @Override
    public String read(Map<String, String> environment) throws NoAccess {
      if (secret.isEmpty() || !secret.strip().equals(secret) || secret.lines().count() != 1) {
        throw new NoAccess(
            "The secret is empty, or has a blank at an end or a second line. Give it alone.");
      }
      return secret;
    }

    @Override
    public String words() {
      return "kept here";
    }

    @Override
    public String toString() {
      return "***";
    }
  }

  /**
   * In a variable.
   *
   * @param name of the variable
   */
  record Variable(String name) implements SecretSource {
    @Override
    public String read(Map<String, String> environment) throws NoAccess {
      String value = environment.getOrDefault(name, "").strip();
      if (value.isEmpty()) {
        throw new NoAccess("The variable " + name + ", which is to hold the secret, is not set.");
      }
      return value;
    }

    @Override
    public String words() {
      return "variable " + name;
    }
  }

  /**
   * In a file, alone on its one line.
   *
   * @param path of the file
   */
  record Kept(Path path) implements SecretSource {
    @Override
    public String read(Map<String, String> environment) throws NoAccess {
      String text = content().strip();
      if (text.isEmpty() || text.lines().count() != 1 || text.charAt(0) == '\uFEFF') {
        throw wrong("holds no secret alone on its one line");
      }
      return text;
    }

    private String content() throws NoAccess {
      try (InputStream in = Files.newInputStream(path)) {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
          throw wrong("is longer than " + MOST_BYTES + " bytes");
        }
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        throw wrong("is no text in UTF-8");
      } catch (IOException e) {
        throw wrong("cannot be read");
      }
    }

    private NoAccess wrong(String what) {
      return new NoAccess(
          "The secret file " + path + " " + what + ". Expected a readable file with the secret.");
    }

    @Override
    public String words() {
      return "file " + path;
    }
  }
}
