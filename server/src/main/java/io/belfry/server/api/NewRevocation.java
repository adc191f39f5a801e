package io.belfry.server.api;

import io.belfry.server.app.App;
import io.belfry.server.app.JwtSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.cluster.ClusterMessage.Ending;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import io.belfry.server.shutout.Shutouts;
import io.belfry.server.store.Shutout.Revocation;
import io.belfry.server.store.Shutout.Revoked;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes revocations, each of which holds for as long as a token may live that it concerns.
 *
 * <p>Thread: stateless.
 *
 * @see "rules USR-045, USR-046"
 */
final class NewRevocation {
  // Where only the app signs: of what it has signed nothing is taken for longer.
  private static final Duration LIFE_WITHOUT_ISSUERS = Duration.ofDays(1);
  // A token may be from so far ahead, and be taken so long after its end (rule USR-052).
  private static final Duration SKEW = Duration.ofSeconds(60);

  private static final int DIGITS_OF_TIME = 9;
  private static final int RADIX = Character.MAX_RADIX;
  private static final int RADIX_TO_THE_FOURTH = RADIX * RADIX * RADIX * RADIX;

  private NewRevocation() {}

  /**
   * One that begins now.
   *
   * @param ending what clients are told
   * @param nowMillis in Unix milliseconds
   * @throws ApiError if the app has as many as allowed
   */
  static Revocation of(App app, Revoked revoked, Ending ending, Shutouts known, long nowMillis) {
    if (!app.limits().allows(Limit.MAX_REVOCATIONS, known.revocations(app.id()) + 1)) {
      throw ApiReason.TOO_MANY_REVOCATIONS
          .error(app.limits().of(Limit.MAX_REVOCATIONS))
          .by(Limit.MAX_REVOCATIONS);
    }
    return new Revocation(
        app.id(),
        id(nowMillis),
        revoked,
        nowMillis,
        latest(revoked, nowMillis) + life(app).toMillis(),
        ending.comesBack(),
        ending.reason());
  }

  /** When the last token may have been issued that it concerns. */
  private static long latest(Revoked revoked, long nowMillis) {
    return revoked instanceof Revoked.IssuedBefore before
        ? Math.max(nowMillis, before.millis())
        : nowMillis;
  }

  private static Duration life(App app) {
    return app.issuers().stream()
        .map(issuer -> issuer.settings().of(JwtSettings.MAX_TOKEN).plus(SKEW))
        .max(Comparator.naturalOrder())
        .orElse(LIFE_WITHOUT_ISSUERS);
  }

  // In the order of time, so that pages of them are, too; nodes need not agree on anything.
  private static String id(long nowMillis) {
    String time = Long.toString(nowMillis, RADIX);
    int chance = ThreadLocalRandom.current().nextInt(RADIX_TO_THE_FOURTH);
    return "r-"
        + "0".repeat(Math.max(0, DIGITS_OF_TIME - time.length()))
        + time
        + Integer.toString(RADIX_TO_THE_FOURTH + chance, RADIX).substring(1);
  }
}
