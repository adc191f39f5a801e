package io.belfry.cli.access;

import io.belfry.cli.access.Access.AppIdentity;
import io.belfry.cli.demo.DemoCredentials;
import io.belfry.protocol.sign.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A {@code belfry dev} as its data folder tells of it: the app, and the address that it listens on.
 *
 * <p>Thread: immutable.
 *
 * @param server address
 * @param app the demo app
 */
public record RunningDev(URI server, AppIdentity app) {
  private static final String ADDRESS = "dev-url";
  private static final int MOST_CHARACTERS = 100;
  private static final URI USUAL = URI.create("http://127.0.0.1:6001");

  /** Leaves a note in the folder about where the server listens. */
  public static void note(Path dataDir, URI server) {
    try {
      Files.writeString(dataDir.resolve(ADDRESS), server + "\n");
    } catch (IOException e) {
      // Other commands then try the usual address.
    }
  }

  static Optional<RunningDev> in(Path dataDir) {
    if (!DemoCredentials.existIn(dataDir)) {
      return Optional.empty();
    }
    try {
      DemoCredentials demo = DemoCredentials.of(dataDir, new SecureRandom());
      return Optional.of(
          new RunningDev(
              address(dataDir),
              new AppIdentity(
                  DemoCredentials.APP_ID, demo.key(), Secret.of(demo.secret()), Optional.empty())));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  // Only an address on this machine is believed: the folder may come from anywhere.
  private static URI address(Path dataDir) {
    try {
      Path note = dataDir.resolve(ADDRESS);
      if (Files.size(note) <= MOST_CHARACTERS) {
        String text = Files.readString(note).strip();
        if (text.matches("http://127\\.0\\.0\\.1:[0-9]{1,5}")) {
          return URI.create(text);
        }
      }
    } catch (IOException e) {
      // None was left.
    }
    return USUAL;
  }
}
