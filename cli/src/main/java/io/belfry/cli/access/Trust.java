package io.belfry.cli.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates of a file that are trusted, as those of an authority of one's own.
 *
 * <p>Thread: stateless.
 */
public final class Trust {
  private static final int MOST_BYTES = 4 << 20;

  private Trust() {}

  /** A context that trusts the certificates of a PEM file alone. */
  public static SSLContext context(Path pem) throws NoAccess {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(pem), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw unusable(pem);
    }
  }

  /** What judges certificates by a PEM file. */
  public static TrustManager[] managers(Path pem) throws NoAccess {
    try (InputStream in = Files.newInputStream(pem)) {
      byte[] bytes = in.readNBytes(MOST_BYTES);
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new java.io.ByteArrayInputStream(bytes));
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate one : found) {
        store.setCertificateEntry("ca-" + number++, one);
      }
      if (number == 0) {
        throw unusable(pem);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw unusable(pem);
    }
  }

  private static NoAccess unusable(Path pem) {
    return new NoAccess(
        pem + " cannot be used. Expected a readable file with certificates in PEM.");
  }
}
