package io.belfry.server.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Set;

/**
 * Verifies by the JDK's Ed25519; the library's own needs another library for it.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules USR-053, USR-054"
 */
final class Ed25519Verifier extends BaseJWSProvider implements JWSVerifier {
  private static final String ED25519 = "Ed25519";
  private static final int KEY_BYTES = 32;
  // What stands before such a key in the form of certificates (RFC 8410).
  private static final byte[] PREFIX = {
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
  };

  private final PublicKey key;

  /**
   * A verifier.
   *
   * @param x the key as it stands in a JWK
   * @throws GeneralSecurityException if that is none
   */
  Ed25519Verifier(byte[] x) throws GeneralSecurityException {
    super(Set.of(JWSAlgorithm.EdDSA));
    if (x.length != KEY_BYTES) {
      throw new SignatureException("A key of Ed25519 has 32 bytes, and this one " + x.length);
    }
    byte[] encoded = new byte[PREFIX.length + KEY_BYTES];
    System.arraycopy(PREFIX, 0, encoded, 0, PREFIX.length);
    System.arraycopy(x, 0, encoded, PREFIX.length, KEY_BYTES);
    key = KeyFactory.getInstance(ED25519).generatePublic(new X509EncodedKeySpec(encoded));
  }

  @Override
  public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) {
    try {
      Signature verification = Signature.getInstance(ED25519);
      verification.initVerify(key);
      verification.update(signed);
      return verification.verify(signature.decode());
    } catch (SignatureException e) {
      return false; // not of the length or the form of one
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java runtime has no Ed25519.", e);
    }
  }
}
