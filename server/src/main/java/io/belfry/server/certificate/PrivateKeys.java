package io.belfry.server.certificate;

import static io.belfry.server.certificate.UnusableCertificate.CertificatePart.KEY;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;

/**
 * Reads a private key in the forms that tools write: PKCS #8, and the older PKCS #1 for RSA and SEC
 * 1 for elliptic curves. No sentence repeats anything of it.
 *
 * <p>Thread: stateless.
 */
final class PrivateKeys {
  private static final String PKCS8 = "PRIVATE KEY";
  private static final String PKCS1 = "RSA PRIVATE KEY";
  private static final String SEC1 = "EC PRIVATE KEY";
  private static final int MIN_RSA_BITS = 2048;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
  // rsaEncryption with its NULL, and id-ecPublicKey, as elements (RFC 8017 and 5480).
  private static final byte[] RSA = {
    0x06,
    0x09,
    0x2A,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xF7,
    0x0D,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };
  private static final byte[] EC = {
    0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01
  };
  private static final String CONVERT =
      " Write it in another form: openssl pkcs8 -topk8 -nocrypt -in FILE -out NEW";

  private PrivateKeys() {}

  /** The one key of a file. */
  static PrivateKey in(List<PemBlock> blocks) throws UnusableCertificate {
    List<PemBlock> keys = blocks.stream().filter(block -> block.label().endsWith(PKCS8)).toList();
    if (keys.isEmpty()) {
      throw UnusableCertificate.wrong(
          KEY,
          blocks.isEmpty()
              ? "is no PEM file. Expected a private key that begins with -----BEGIN PRIVATE"
                  + " KEY-----."
              : "has no private key: what is in it is " + blocks.get(0).label() + ".");
    }
    if (keys.size() > 1) {
      throw UnusableCertificate.wrong(
          KEY, "has " + keys.size() + " private keys. Leave the one of the certificate.");
    }
    PemBlock key = keys.get(0);
    if (key.isEncrypted()) {
      throw UnusableCertificate.wrong(
          KEY,
          "is encrypted, and nobody is there to type its password when the server starts. Write"
              + " it in the clear, for this user alone: openssl pkey -in FILE -out NEW");
    }
    return judged(read(key));
  }

  private static PrivateKey read(PemBlock block) throws UnusableCertificate {
    byte[] pkcs8 =
        switch (block.label()) {
          case PKCS8 -> block.der();
          case PKCS1 -> wrapped(block.der(), RSA);
          case SEC1 -> wrapped(block.der(), EC, curve(block.der()));
          default ->
              throw UnusableCertificate.wrong(
                  KEY, "has a " + block.label() + ". Expected a key of RSA or an elliptic curve.");
        };
    for (String algorithm : List.of("EC", "RSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) {
        // Not of this kind; what is of none is told below.
      }
    }
    throw UnusableCertificate.wrong(
        KEY,
        "has a private key that cannot be read. Expected RSA, or one of the curves P-256, P-384 and"
            + " P-521."
            + CONVERT);
  }

  private static byte[] curve(byte[] sec1) throws UnusableCertificate {
    Optional<byte[]> curve = Der.curveOf(sec1);
    if (curve.isEmpty()) {
      throw UnusableCertificate.wrong(
          KEY, "has a key of an elliptic curve that does not name its curve." + CONVERT);
    }
    return curve.get();
  }

  private static byte[] wrapped(byte[] key, byte[]... algorithm) {
    return Der.element(
        Der.SEQUENCE,
        VERSION_0,
        Der.element(Der.SEQUENCE, algorithm),
        Der.element(Der.OCTETS, key));
  }

  private static PrivateKey judged(PrivateKey key) throws UnusableCertificate {
    if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
      throw UnusableCertificate.wrong(
          KEY,
          "has an RSA key of %d bits, which clients refuse. Make one of %d or more, or of a curve."
              .formatted(rsa.getModulus().bitLength(), MIN_RSA_BITS));
    }
    return key;
  }
}
