package io.belfry.server.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.belfry.server.app.App;
import io.belfry.server.app.JwtIssuer;
import io.belfry.server.app.JwtSettings;
import io.belfry.server.app.JwtSettings.Algorithm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Keys and tokens of all kinds, the right ones and the others, and what is judged of them. */
final class SignedTokens {
  static final String ISSUER = "https://id.example.com/";
  static final long NOW = 1_795_394_400L;

  static final RSAKey RSA = rsa(2_048, "rsa");
  static final ECKey P256 = ec(Curve.P_256, "p256");
  static final ECKey P384 = ec(Curve.P_384, "p384");
  static final ECKey P521 = ec(Curve.P_521, "p521");
  static final KeyPair ED = ed25519();

  private static final int ED_KEY_BYTES = 32;

  private SignedTokens() {}

  static RSAKey rsa(int bits, String id) {
    try {
      return new RSAKeyGenerator(bits, true).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static ECKey ec(Curve curve, String id) {
    try {
      return new ECKeyGenerator(curve).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair ed25519() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The key of Ed25519 as a JWK. */
  static String edJwk() {
    byte[] encoded = ED.getPublic().getEncoded();
    byte[] x = Arrays.copyOfRange(encoded, encoded.length - ED_KEY_BYTES, encoded.length);
    return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"ed\",\"x\":\"" + part(x) + "\"}";
  }

  /** A set of these keys, and that of Ed25519. */
  static String set(JWK... keys) {
    List<String> all = new ArrayList<>();
    Arrays.stream(keys).forEach(key -> all.add(key.toPublicJWK().toJSONString()));
    all.add(edJwk());
    return "{\"keys\":" + all + "}";
  }

  static KeySet keys(String set) {
    try {
      return KeySet.parse(set.getBytes(StandardCharsets.UTF_8));
    } catch (KeySet.UnusableKeySet e) {
      throw new AssertionError(e);
    }
  }

  /** An app with one issuer that may use all algorithms, with these further settings. */
  static App app(UnaryOperator<JwtIssuer.Builder> settings) {
    JwtIssuer.Builder issuer =
        JwtIssuer.builder(ISSUER, "belfry")
            .set(JwtSettings.ALGORITHMS, List.of(Algorithm.values()));
    return App.builder("1")
        .key("app-key", "a secret")
        .issuer(settings.apply(issuer).build())
        .build();
  }

  /** Right claims but for these, each a name, a colon and JSON; without those that have none. */
  static String claims(String... members) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("iss", "\"" + ISSUER + "\"");
    all.put("aud", "\"belfry\"");
    all.put("sub", "\"u7\"");
    all.put("iat", Long.toString(NOW));
    all.put("exp", Long.toString(NOW + 3_600));
    return object(all, members);
  }

  /** An object of these members, some of them others. */
  static String object(Map<String, String> members, String... others) {
    for (String other : others) {
      int colon = other.indexOf(':');
      members.put(other.substring(0, colon), other.substring(colon + 1));
    }
    return members.entrySet().stream()
        .filter(member -> !member.getValue().isEmpty())
        .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** A token by that key, with a header of only what is needed. */
  static String token(JWK key, JWSAlgorithm algorithm, String claims) {
    return token(key, "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + key.getKeyID() + "\"}", claims);
  }

  /** A token by that key with that header, by whose alg it is signed. */
  static String token(JWK key, String header, String claims) {
    String text = part(header) + "." + part(claims);
    try {
      JWSSigner signer = key instanceof RSAKey rsa ? signer(rsa) : new ECDSASigner((ECKey) key);
      JWSAlgorithm algorithm = JWSHeader.parse(header).getAlgorithm();
      byte[] signed = text.getBytes(StandardCharsets.US_ASCII);
      return text + "." + signer.sign(new JWSHeader(algorithm), signed);
    } catch (JOSEException | ParseException e) {
      throw new AssertionError(e);
    }
  }

  /** A token by Ed25519, made by the JDK. */
  static String edToken(String claims) {
    String text =
        part("{\"alg\":\"EdDSA\",\"typ\":\"at+JWT\",\"kid\":\"ed\"}") + "." + part(claims);
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(ED.getPrivate());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + part(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static JWSSigner signer(RSAKey key) throws JOSEException {
    return new RSASSASigner(key.toPrivateKey(), Set.of(AllowWeakRSAKey.getInstance()));
  }

  static String part(String text) {
    return part(text.getBytes(StandardCharsets.UTF_8));
  }

  static String part(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What becomes of a token by the keys of that set: {@code ok}, or the word of the reason. */
  static String judged(App app, String token, String set) {
    return switch (JwtJudge.judge(app, token, issuer -> keys(set), NOW)) {
      case JwtVerdict.TokenAccepted accepted -> "ok";
      case JwtVerdict.TokenRefused refused -> refused.reason().word();
    };
  }

  /** The same by all keys. */
  static String judged(App app, String token) {
    return judged(app, token, set(RSA, P256, P384, P521));
  }

  /** The same of an app whose issuer may use all algorithms. */
  static String judged(String token) {
    return judged(app(issuer -> issuer), token);
  }
}
