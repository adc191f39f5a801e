package io.belfry.server.webhook.post;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whose signature on a receiver's certificate is taken: those that Java trusts, or those of a file
 * alone. There is no way to take any.
 *
 * <p>Thread: immutable.
 *
 * @param file certificates as PEM; empty for those that Java trusts
 * @param modified when the file was changed, so that a new one is read
 * @see "rule HOOK-091"
 */
record Trust(Optional<Path> file, FileTime modified) {
  private static final int MAX_BYTES = 1 << 20;

  /** The trust that a setting asks for. */
  static Trust of(Optional<Path> file) throws SSLException {
    try {
      if (file.isEmpty()) {
        return new Trust(file, FileTime.fromMillis(0));
      }
      // However it is spelled, one file is one trust.
      Path real = file.get().toRealPath();
      return new Trust(Optional.of(real), Files.getLastModifiedTime(real));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** What connections are made with. */
  SSLContext context() throws SSLException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      // Without a store of ours it is the one that Java comes with.
      managers.init(file.isPresent() ? store(file.get()) : null);
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw unreadable(e);
    }
  }

  private static KeyStore store(Path file) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      InputStream bounded = new ByteArrayInputStream(in.readNBytes(MAX_BYTES));
      for (Certificate one :
          CertificateFactory.getInstance("X.509").generateCertificates(bounded)) {
        store.setCertificateEntry("ca-" + store.size(), one);
      }
    }
    return store;
  }

  private static SSLException unreadable(Exception cause) {
    return new SSLException(
        "The certificates of ca_file cannot be read: " + cause.getClass(), cause);
  }
}
