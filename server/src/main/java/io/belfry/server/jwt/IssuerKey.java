package io.belfry.server.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import io.belfry.server.app.JwtSettings.Algorithm;
import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A public key of an issuer's set, ready to verify.
 *
 * <p>Thread: thread-safe.
 *
 * @param id {@code kid}; null for none
 * @param fingerprint what tells it from every other key: its thumbprint of RFC 7638
 * @param algorithms what it may have signed by
 * @param verifier verifies with it
 * @see "rule USR-053"
 */
record IssuerKey(
    @Nullable String id, String fingerprint, Set<Algorithm> algorithms, JWSVerifier verifier) {
  private static final int FEWEST_RSA_BITS = 2_048;
  private static final int MOST_RSA_BITS = 16_384;
  private static final Set<Algorithm> OF_RSA =
      EnumSet.of(
          Algorithm.RS256,
          Algorithm.RS384,
          Algorithm.RS512,
          Algorithm.PS256,
          Algorithm.PS384,
          Algorithm.PS512);

  /**
   * Reads one.
   *
   * @param json a JWK
   * @return empty for a key that can verify nothing that is taken: another type, use or curve, too
   *     short, or not well-formed
   */
  static Optional<IssuerKey> read(String json) {
    try {
      JWK jwk = JWK.parse(json);
      Set<Algorithm> algorithms = algorithms(jwk);
      return algorithms.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new IssuerKey(
                  jwk.getKeyID(), jwk.computeThumbprint().toString(), algorithms, verifier(jwk)));
    } catch (ParseException
        | JOSEException
        | GeneralSecurityException
        | IllegalArgumentException
        | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private static Set<Algorithm> algorithms(JWK jwk) throws JOSEException {
    boolean isForSignatures =
        (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE))
            && (jwk.getKeyOperations() == null
                || jwk.getKeyOperations().isEmpty()
                || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
    if (!isForSignatures) {
      return Set.of();
    }
    EnumSet<Algorithm> possible = EnumSet.noneOf(Algorithm.class);
    possible.addAll(ofType(jwk));
    if (jwk.getAlgorithm() != null) {
      String named = jwk.getAlgorithm().getName();
      // RFC 9864 gives what EdDSA means here a name of its own, which some sets have.
      possible.removeIf(
          one ->
              !one.word().equals(named)
                  && !(one == Algorithm.EDDSA && named.equals(Curve.Ed25519.getName())));
    }
    return possible;
  }

  private static Set<Algorithm> ofType(JWK jwk) throws JOSEException {
    if (jwk instanceof RSAKey rsa) {
      int bits = rsa.toRSAPublicKey().getModulus().bitLength();
      return bits >= FEWEST_RSA_BITS && bits <= MOST_RSA_BITS ? OF_RSA : Set.of();
    }
    if (jwk instanceof ECKey ec) {
      Curve curve = ec.getCurve();
      return curve.equals(Curve.P_256)
          ? Set.of(Algorithm.ES256)
          : curve.equals(Curve.P_384)
              ? Set.of(Algorithm.ES384)
              : curve.equals(Curve.P_521) ? Set.of(Algorithm.ES512) : Set.of();
    }
    return jwk instanceof OctetKeyPair pair && pair.getCurve().equals(Curve.Ed25519)
        ? Set.of(Algorithm.EDDSA)
        : Set.of();
  }

  private static JWSVerifier verifier(JWK jwk) throws JOSEException, GeneralSecurityException {
    if (jwk instanceof RSAKey rsa) {
      RSAPublicKey key = rsa.toRSAPublicKey();
      return new RSASSAVerifier(key);
    }
    return jwk instanceof ECKey ec
        ? new ECDSAVerifier(ec.toECPublicKey())
        : new Ed25519Verifier(((OctetKeyPair) jwk).getDecodedX());
  }

  /** Whether it has signed the token by that algorithm. */
  boolean hasSigned(Jws token, Algorithm algorithm) {
    // The token's own header stays out of the library: it may bring keys along.
    JWSHeader header = new JWSHeader(JWSAlgorithm.parse(algorithm.word()));
    try {
      return verifier.verify(header, token.signed(), Base64URL.encode(token.signature()));
    } catch (JOSEException e) {
      return false;
    }
  }
}
