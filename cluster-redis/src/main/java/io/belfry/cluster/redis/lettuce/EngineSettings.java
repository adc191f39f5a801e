package io.belfry.cluster.redis.lettuce;

import io.belfry.server.config.EngineAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the engine is reached.
 *
 * <p>Thread: immutable.
 *
 * @param url where it is
 * @param username who this node is there; empty for the default user
 * @param password where the password is had from
 * @param encryption whether TLS is spoken; with {@code rediss://} it is anyway
 * @param caFile file with certificates, as PEM, of those who may have signed the engine's; empty
 *     for those that Java trusts
 * @see "cluster.md, section 12"
 */
public record EngineSettings(
    EngineAddress url,
    String username,
    Password password,
    Encryption encryption,
    Optional<Path> caFile) {

  /** The password, read for each connection, so that it can be changed. */
  @FunctionalInterface
  public interface Password {
    /** An engine that asks for none. */
    Password NONE = () -> "";

    /** Reads it, from a file perhaps; empty when the engine asks for none. */
    String read() throws IOException;
  }

  /** Whether TLS is spoken with the engine. */
  public enum Encryption {
    /** It is, and the engine's certificate has to fit to its host. */
    TLS,
    /** It is not. */
    NONE
  }

  /** An engine that asks for no password and is spoken to as its URL says. */
  public static EngineSettings of(EngineAddress url) {
    return new EngineSettings(url, "", Password.NONE, Encryption.NONE, Optional.empty());
  }

  boolean isEncrypted() {
    return encryption == Encryption.TLS || url.encrypted();
  }
}
