package io.belfry.server.certificate;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a server proves itself with: its certificate, those that lead from it to a root, and the key
 * of the first.
 *
 * <p>Thread: immutable.
 */
public final class ServerCertificate {
  private static final byte[] SAMPLE = {'b', 'e', 'l', 'f', 'r', 'y'};
  private static final int MOST_NAMES = 5;

  private final List<X509Certificate> chain;
  private final PrivateKey key;

  ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
    this.chain = List.copyOf(chain);
    this.key = key;
  }

  /** The server's own, and behind it those that lead to a root. */
  public List<X509Certificate> chain() {
    return chain;
  }

  /** The key of the first. */
  public PrivateKey key() {
    return key;
  }

  private X509Certificate own() {
    return chain.get(0);
  }

  /** From when on it holds. */
  public Instant validFrom() {
    return own().getNotBefore().toInstant();
  }

  /** Until when it holds: as long as all of its chain do. */
  public Instant validUntil() {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElse(Instant.MIN);
  }

  /** The names that it is for, for people. */
  public String names() {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = own().getSubjectAlternativeNames();
      if (alternatives != null) {
        alternatives.forEach(name -> names.add(String.valueOf(name.get(1))));
      }
    } catch (CertificateParsingException e) {
      // Then its subject has to do.
    }
    if (names.isEmpty()) {
      names.add(own().getSubjectX500Principal().getName());
    }
    int more = names.size() - MOST_NAMES;
    String shown = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
    return more > 0 ? shown + " and " + more + " more" : shown;
  }

  /** Whether each is signed by the one behind it. */
  public boolean isInOrder() {
    for (int i = 1; i < chain.size(); i++) {
      if (!chain
          .get(i - 1)
          .getIssuerX500Principal()
          .equals(chain.get(i).getSubjectX500Principal())) {
        return false;
      }
    }
    return true;
  }

  /** Whether clients would see no difference. */
  public boolean isSameAs(ServerCertificate other) {
    return chain.equals(other.chain);
  }

  /** Whether what the key signs, the certificate confirms. */
  static boolean belong(PrivateKey key, X509Certificate certificate) {
    PublicKey shown = certificate.getPublicKey();
    if (!key.getAlgorithm().equals(shown.getAlgorithm())) {
      return false;
    }
    try {
      Signature signature =
          Signature.getInstance(
              key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
      signature.initSign(key);
      signature.update(SAMPLE);
      byte[] signed = signature.sign();
      signature.initVerify(shown);
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Its names alone. */
  @Override
  public String toString() {
    return names();
  }
}
