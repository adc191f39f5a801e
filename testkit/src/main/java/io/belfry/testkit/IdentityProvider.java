package io.belfry.testkit;

import io.belfry.testkit.HttpEndpoint.Answer;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * An identity provider on loopback: it makes JWTs and serves the key that proves them, and may lose
 * its way or change its key. Tokens are made by hand with what the JDK has, so that a server that
 * takes them agrees with something other than its own library.
 *
 * <p>Thread: thread-safe.
 */
public final class IdentityProvider implements AutoCloseable {
  private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();
  private static final int COORDINATE_BYTES = 32;

  private final HttpEndpoint endpoint;
  private volatile SigningKey key = SigningKey.named("key-1");
  private volatile boolean isUp = true;
  private int rotations = 1;

  private IdentityProvider() {
    endpoint =
        HttpEndpoint.start(request -> isUp ? new Answer(200, keys()) : new Answer(503, "down"));
  }

  private record SigningKey(String id, KeyPair pair) {
    static SigningKey named(String id) {
      try {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return new SigningKey(id, generator.generateKeyPair());
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }

    String coordinate(BigInteger value) {
      byte[] bytes = value.toByteArray();
      byte[] padded = new byte[COORDINATE_BYTES];
      int length = Math.min(bytes.length, COORDINATE_BYTES);
      System.arraycopy(bytes, bytes.length - length, padded, COORDINATE_BYTES - length, length);
      return BASE64_URL.encodeToString(padded);
    }

    String jwk() {
      ECPublicKey open = (ECPublicKey) pair.getPublic();
      return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"sig\",\"alg\":\"ES256\",\"kid\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"}"
          .formatted(
              id, coordinate(open.getW().getAffineX()), coordinate(open.getW().getAffineY()));
    }

    String sign(String text) {
      try {
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(pair.getPrivate());
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return BASE64_URL.encodeToString(signature.sign());
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** One that is up. */
  public static IdentityProvider start() {
    return new IdentityProvider();
  }

  /** The claim {@code iss} of its tokens. */
  public String issuer() {
    return "https://login.example.com/";
  }

  /** The claim {@code aud} of its tokens. */
  public String audience() {
    return "belfry";
  }

  /** Where its keys are. */
  public String keysUrl() {
    return endpoint.url();
  }

  /** Its keys, as a JSON Web Key Set. */
  public String keys() {
    return "{\"keys\":[" + key.jwk() + "]}";
  }

  /** From now on it has another key, and no longer the one before. */
  public synchronized void rotate() {
    rotations++;
    key = SigningKey.named("key-" + rotations);
  }

  /** From now on it answers 503. */
  public void goDown() {
    isUp = false;
  }

  /** From now on it answers again. */
  public void comeUp() {
    isUp = true;
  }

  /** How often its keys were asked for. */
  public int asked() {
    return endpoint.unread();
  }

  /**
   * A right token of that user.
   *
   * @param now when it is made
   * @param life for how long it holds
   */
  public String token(String subject, Instant now, Duration life) {
    return sign(claims(subject, now, life));
  }

  /**
   * What a right token of that user says.
   *
   * @param now when it is made
   * @param life for how long it holds
   * @param more members in addition, each as it stands in JSON, such as {@code "sid":"s-1"}
   */
  public String claims(String subject, Instant now, Duration life, String... more) {
    StringBuilder claims =
        new StringBuilder(
            "{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"%s\",\"iat\":%d,\"exp\":%d"
                .formatted(
                    issuer(),
                    audience(),
                    subject,
                    now.getEpochSecond(),
                    now.plus(life).getEpochSecond()));
    for (String member : more) {
      claims.append(',').append(member);
    }
    return claims.append('}').toString();
  }

  /** A token that says that, whatever it is. */
  public String sign(String claims) {
    SigningKey now = key;
    return sign(now, "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"" + now.id() + "\"}", claims);
  }

  /** The same with another header. */
  public String sign(String header, String claims) {
    return sign(key, header, claims);
  }

  private static String sign(SigningKey with, String header, String claims) {
    String text = part(header) + "." + part(claims);
    return text + "." + with.sign(text);
  }

  private static String part(String json) {
    return BASE64_URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  /** Answers nothing any more. */
  @Override
  public void close() {
    endpoint.close();
  }
}
