package io.belfry.cli.access;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a command line says about server and app.
 *
 * <p>Thread: immutable.
 *
 * @param url where the server is
 * @param app which app
 * @param files where else to look
 */
public record Wanted(@Nullable String url, WantedApp app, Files files) {
  /**
   * Which app.
   *
   * @param id its id
   * @param key its key
   * @param secret its secret
   * @param secretFile file with its secret
   */
  public record WantedApp(
      @Nullable String id,
      @Nullable String key,
      @Nullable String secret,
      @Nullable Path secretFile) {
    boolean isNone() {
      return id == null && key == null && hasNoSecret();
    }

    boolean hasNoSecret() {
      return secret == null && secretFile == null;
    }

    @Override
    public String toString() {
      return "app " + id;
    }
  }

  /**
   * Files.
   *
   * @param context name of a context
   * @param config configuration of a server
   * @param masterKey file with the key of encrypted channels
   * @param trust certificates that are trusted too
   * @param dataDir of a running {@code belfry dev}
   */
  public record Files(
      @Nullable String context,
      @Nullable Path config,
      @Nullable Path masterKey,
      @Nullable Path trust,
      Path dataDir) {}
}
