package io.belfry.cli.access;

import io.belfry.protocol.sign.Secret;
import io.belfry.rest.RestOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An app of a server, with all that is needed to speak for it.
 *
 * <p>Thread: immutable.
 *
 * @param server where it is
 * @param app which app
 * @param trust certificates that are trusted beside those of the machine, a PEM file
 * @param origin where all this was found, in words
 */
public record Access(URI server, AppIdentity app, Optional<Path> trust, String origin) {
  /**
   * An app.
   *
   * @param id in paths of the HTTP API
   * @param key public key
   * @param secret signs; it never shows itself
   * @param masterKey of encrypted channels, base64
   */
  public record AppIdentity(String id, String key, Secret secret, Optional<String> masterKey) {
    @Override
    public String toString() {
      return "app " + id;
    }
  }

  /** For the server library. */
  public RestOptions options() {
    RestOptions options = RestOptions.of(server.toString(), app.id(), app.key(), app.secret());
    return app.masterKey().map(options::withEncryptionMasterKey).orElse(options);
  }

  /** What is spoken to, for people. */
  public String words() {
    return "app " + app.id() + " at " + server + " (" + origin + ")";
  }

  @Override
  public String toString() {
    return words();
  }
}
