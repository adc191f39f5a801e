package io.belfry.server.api;

import io.belfry.protocol.Shortened;
import io.belfry.protocol.sign.Secret;
import io.belfry.server.app.App;
import io.belfry.server.app.App.Key;
import io.belfry.server.app.AppSource;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Request;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a call comes from the app's backend, by its head alone: the digest of the body is
 * signed, so nothing of a stranger's body has to be read. The steps and their order are those of
 * the protocol, but that the digest is compared last, when the body is there; a caller always
 * learns the first thing that is wrong.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-020 to HTTP-037"
 */
final class RequestAuth {
  private static final String BODY_MD5 = "body_md5";
  private static final int MAX_TIMESTAMP_DIGITS = 15;
  private static final long MILLIS_PER_SECOND = 1000;
  private static final int SIGNATURE_BYTES = 32;
  private static final byte[] NO_SIGNATURE = new byte[0];

  private final AppSource apps;
  private final InstantSource clock;
  private final Duration skew;

  RequestAuth(AppSource apps, InstantSource clock, Duration skew) {
    this.apps = apps;
    this.clock = clock;
    this.skew = skew;
  }

  /**
   * A call that was proved to come from the app's backend.
   *
   * @param bodyMd5 digest of the body as it was signed, null for none
   */
  record Verified(App app, Parameters parameters, @Nullable String bodyMd5) {
    /** Throws {@link ApiError} when the body is not the one that was signed. */
    void checkBody(byte[] body) {
      if (bodyMd5 == null) {
        if (body.length > 0) {
          throw bodyUnsigned();
        }
      } else if (!BodyHash.isOf(body, bodyMd5)) {
        throw bodyMismatch();
      }
    }
  }

  /**
   * The call, if it comes from the backend of the app of the path, or of the key where the path
   * names no app; throws {@link ApiError} else.
   */
  Verified verify(RoutedRequest request) {
    String id = request.appId();
    App named =
        id == null
            ? null
            : apps.byId(id).orElseThrow(() -> unknown(ApiReason.APP_NOT_FOUND, Shortened.of(id)));
    SignedQuery query = SignedQuery.parse(request.head().query());
    return verify(named == null ? ofKey(single(query, "auth_key")) : named, request, query);
  }

  private App ofKey(String key) {
    return apps.byKey(key).orElseThrow(() -> unknown(ApiReason.AUTH_KEY_UNKNOWN));
  }

  // Whoever has the apps may know it, and cannot be asked (rule THR-61).
  private ApiError unknown(ApiReason reason, Object... values) {
    return apps.isComplete()
        ? reason.error(values)
        : ApiReason.OVERLOADED.saying(
            "Apps cannot be looked up at the moment. Send the request again.");
  }

  private Verified verify(App app, RoutedRequest request, SignedQuery query) {
    String key = single(query, "auth_key");
    String timestamp = single(query, "auth_timestamp");
    String version = single(query, "auth_version");
    String signature = single(query, "auth_signature");
    if (!version.equals("1.0")) {
      throw ApiReason.AUTH_VERSION_UNSUPPORTED.error();
    }
    Key appKey = app.activeKey(key).orElseThrow(() -> unknown(ApiReason.AUTH_KEY_UNKNOWN));
    checkTimestamp(timestamp);
    String bodyMd5 = bodyMd5(query.raw(), request.head());
    Parameters parameters = checkSignature(appKey.secret(), request, query, signature);
    if (!app.isEnabled()) {
      throw ApiReason.APP_DISABLED.error();
    }
    return new Verified(app, parameters, bodyMd5);
  }

  private static String single(SignedQuery query, String name) {
    String value = query.raw().single(name);
    if (value == null) {
      throw ApiReason.AUTH_PARAM_MISSING.error(name);
    }
    return value;
  }

  private void checkTimestamp(String text) {
    if (!isNumber(text)) {
      throw ApiReason.AUTH_TIMESTAMP_INVALID.error();
    }
    long given = Long.parseLong(text);
    long now = Math.floorDiv(clock.millis(), MILLIS_PER_SECOND);
    if (Math.abs(now - given) > skew.toSeconds()) {
      throw ApiReason.AUTH_TIMESTAMP_EXPIRED.error(given, now, skew.toSeconds());
    }
  }

  private static boolean isNumber(String text) {
    if (text.isEmpty() || text.length() > MAX_TIMESTAMP_DIGITS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** The digest that the head gives of the body; null when it gives none and needs none. */
  private static @Nullable String bodyMd5(RawQuery query, Request head) {
    String given = query.single(BODY_MD5);
    if (given == null) {
      if (query.count(BODY_MD5) > 0 || head.announcesBody()) {
        throw bodyUnsigned();
      }
      return null;
    }
    if (!BodyHash.isWellFormed(given)) {
      throw bodyMismatch();
    }
    return given;
  }

  private static ApiError bodyUnsigned() {
    return ApiReason.AUTH_PARAM_MISSING.error(BODY_MD5);
  }

  private static ApiError bodyMismatch() {
    return ApiReason.AUTH_BODY_MD5_MISMATCH.error();
  }

  private static Parameters checkSignature(
      Secret secret, RoutedRequest request, SignedQuery query, String signature) {
    String method = request.head().method();
    byte[] given = parse(signature);
    // What is no signature by its form is worth no computation.
    if (given.length == SIGNATURE_BYTES) {
      if (secret.hasSigned(query.firstText(method, request.path()), given)) {
        return query.firstParameters();
      }
      String first = query.firstCandidate(method, request.path()).text();
      for (SignedQuery.Candidate candidate : query.candidates(method, request.signedPaths())) {
        if (!candidate.text().equals(first) && secret.hasSigned(candidate.text(), given)) {
          return candidate.parameters();
        }
      }
    }
    throw ApiReason.AUTH_SIGNATURE_INVALID
        .error()
        .over(query.firstCandidate(method, request.path()).text());
  }

  private static byte[] parse(String signature) {
    if (signature.length() != 2 * SIGNATURE_BYTES) {
      return NO_SIGNATURE;
    }
    try {
      return HexFormat.of().parseHex(signature);
    } catch (IllegalArgumentException e) {
      return NO_SIGNATURE;
    }
  }
}
