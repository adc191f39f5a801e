package io.belfry.server.jwt;

import io.belfry.server.app.JwtIssuer;
import io.belfry.server.app.JwtSettings;
import java.net.URI;
import java.nio.file.Path;

/**
 * Where the keys of an issuer are. Issuers whose keys are in one place share what is known of them.
 *
 * <p>Thread: immutable.
 *
 * @see "rule USR-056"
 */
sealed interface KeyPlace {
  /** An address. */
  record AtUrl(URI url) implements KeyPlace {
    @Override
    public String toString() {
      return url.toString();
    }
  }

  /**
   * What the issuer names by OpenID Connect Discovery.
   *
   * @param issuer as it has to name itself there
   */
  record Discovered(String issuer, URI document) implements KeyPlace {
    @Override
    public String toString() {
      return document.toString();
    }
  }

  /** A file. */
  record InFile(Path file) implements KeyPlace {
    @Override
    public String toString() {
      return file.toString();
    }
  }

  /** That of an issuer. */
  static KeyPlace of(JwtIssuer issuer) {
    var file = issuer.settings().of(JwtSettings.JWKS_FILE);
    if (file.isPresent()) {
      return new InFile(file.get());
    }
    return issuer
        .settings()
        .of(JwtSettings.JWKS_URL)
        .<KeyPlace>map(AtUrl::new)
        .orElseGet(() -> new Discovered(issuer.issuer(), issuer.discovery()));
  }
}
