package io.belfry.server.certificate;

import static io.belfry.server.certificate.UnusableCertificate.CertificatePart.CERTIFICATE;
import static io.belfry.server.certificate.UnusableCertificate.CertificatePart.KEY;

import io.belfry.server.certificate.UnusableCertificate.CertificatePart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The two PEM files that a certificate is in. A link is followed when they are read, so that one
 * that was pointed elsewhere counts.
 *
 * <p>Thread: immutable.
 *
 * @param certificates the server's own, and behind it those that lead to a root
 * @param key its private key
 * @see "rules LIM-073, THR-32"
 */
public record CertificateFiles(Path certificates, Path key) {
  private static final int MAX_BYTES = 256 << 10;

  /**
   * Reads both.
   *
   * @throws UnusableCertificate with what is wrong and what to do
   */
  public ServerCertificate read() throws UnusableCertificate {
    List<X509Certificate> chain = chain(PemBlock.of(text(certificates, CERTIFICATE)));
    PrivateKey own = PrivateKeys.in(PemBlock.of(text(key, KEY)));
    if (!ServerCertificate.belong(own, chain.get(0))) {
      boolean isOfLater = chain.stream().anyMatch(one -> ServerCertificate.belong(own, one));
      throw isOfLater
          ? UnusableCertificate.wrong(
              CERTIFICATE,
              "does not begin with the server's own certificate. Put it first, and behind it those"
                  + " that signed it.")
          : UnusableCertificate.wrong(
              KEY, "does not belong to the certificate. Give the two that were made together.");
    }
    return new ServerCertificate(chain, own);
  }

  /** Whether everybody on this machine may read the key. */
  public boolean isKeyOpenToAll() {
    try {
      return Files.getPosixFilePermissions(key).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static List<X509Certificate> chain(List<PemBlock> blocks) throws UnusableCertificate {
    List<X509Certificate> chain = new ArrayList<>();
    for (PemBlock block : blocks) {
      if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
        chain.add(certificate(block));
      }
    }
    if (chain.isEmpty()) {
      throw UnusableCertificate.wrong(
          CERTIFICATE,
          blocks.isEmpty()
              ? "is no PEM file. Expected certificates that begin with -----BEGIN CERTIFICATE-----;"
                  + " other forms become that with: openssl x509 -inform DER -in FILE -out NEW"
              : "has no certificate: what is in it is " + blocks.get(0).label() + ".");
    }
    return chain;
  }

  private static X509Certificate certificate(PemBlock block) throws UnusableCertificate {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException e) {
      throw UnusableCertificate.wrong(
          CERTIFICATE, "has a certificate that cannot be read: it is cut off or changed.");
    }
  }

  private static String text(Path file, CertificatePart part) throws UnusableCertificate {
    if (!Files.exists(file)) {
      throw UnusableCertificate.unread(
          part, "does not exist. A relative name begins at the folder where Belfry is started.");
    }
    if (!Files.isRegularFile(file)) {
      throw UnusableCertificate.unread(part, "is no regular file. Name the file itself.");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw UnusableCertificate.wrong(part, "has more than " + MAX_BYTES + " bytes.");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (AccessDeniedException e) {
      throw UnusableCertificate.unread(
          part, "cannot be read: the user that Belfry runs as may not read it.");
    } catch (IOException e) {
      throw UnusableCertificate.unread(part, "cannot be read: " + e.getMessage() + ".");
    }
  }
}
