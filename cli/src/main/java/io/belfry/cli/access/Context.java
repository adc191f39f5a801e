package io.belfry.cli.access;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A server and an app under a name of the user's own.
 *
 * <p>Thread: immutable.
 *
 * @param url address of the server; empty where the configuration says it
 * @param app which app
 * @param trust certificates that are trusted too, a PEM file
 */
public record Context(Optional<String> url, WhichApp app, Optional<Path> trust) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

  /** Where the app of a context is. */
  public sealed interface WhichApp {}

  /**
   * An app by its parts.
   *
   * @param id in paths of the HTTP API
   * @param key public key
   * @param secret where its secret is
   * @param masterKey where the key of encrypted channels is
   */
  public record Named(String id, String key, SecretSource secret, Optional<SecretSource> masterKey)
      implements WhichApp {}

  /**
   * An app of a server's configuration on this machine.
   *
   * @param file the configuration
   * @param id of the app; empty for the first
   */
  public record Configured(Path file, String id) implements WhichApp {}

  /** Whether a context may be called so. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }
}
