package io.belfry.spring.embedded;

import io.belfry.spring.BelfryProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The app of the server inside: what the properties say, and where they say nothing the id {@code
 * 1}, the key {@code app-key} and a secret that nobody knows.
 *
 * <p>Thread: immutable.
 *
 * @param id its id in paths of the HTTP API
 * @param key public key
 * @param secret secret of the key
 * @param problems what is wrong with the properties, a sentence each
 * @see "rule HTTP-240"
 */
record EmbeddedApp(String id, String key, String secret, List<String> problems) {
  private static final int MAX_FILE_BYTES = 4096;
  private static final int SECRET_BYTES = 32;

  /** Reads the properties. */
  static EmbeddedApp of(BelfryProperties properties) {
    List<String> problems = new ArrayList<>();
    if (isSet(properties.url())) {
      problems.add(
          "belfry.url and belfry.embedded.enabled are both set. Expected one of them: the server of"
              + " that address, or the one inside.");
    }
    return new EmbeddedApp(
        or(properties.appId(), "1"),
        or(properties.key(), "app-key"),
        secret(properties.secret(), properties.secretFile(), problems),
        problems);
  }

  private static String secret(@Nullable String text, @Nullable Path file, List<String> problems) {
    if (file == null) {
      return text != null && isSet(text) ? text : generated();
    }
    if (isSet(text)) {
      problems.add("belfry.secret and belfry.secret-file are both set. Expected one of them.");
    }
    try {
      if (Files.size(file) <= MAX_FILE_BYTES) {
        return Files.readString(file, StandardCharsets.UTF_8).strip();
      }
      problems.add("belfry.secret-file: " + file + " is longer than " + MAX_FILE_BYTES + " bytes.");
    } catch (IOException e) {
      problems.add(
          "belfry.secret-file: "
              + file.toAbsolutePath()
              + " cannot be read, "
              + e.getClass().getSimpleName()
              + ". Expected a readable file with one line.");
    }
    return generated();
  }

  private static String generated() {
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private static boolean isSet(@Nullable String text) {
    return text != null && !text.isBlank();
  }

  private static String or(@Nullable String text, String otherwise) {
    return text != null && isSet(text) ? text : otherwise;
  }

  /** Shows no secret. */
  @Override
  public String toString() {
    return "EmbeddedApp[" + id + ", key " + key + "]";
  }
}
