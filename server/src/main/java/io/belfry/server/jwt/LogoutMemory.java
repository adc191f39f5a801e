package io.belfry.server.jwt;

import io.belfry.server.jwt.LogoutVerdict.LoggedOut;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which logout tokens were taken, for as long as they could be given again. Beyond so many the
 * oldest is forgotten: to end sessions twice harms nobody who has not signed in again meanwhile.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule USR-058"
 */
final class LogoutMemory {
  /** So many are kept. */
  static final int MOST = 10_000;

  private static final long KEPT_SECONDS =
      LogoutJudge.OLDEST.plus(JwtJudge.SKEW).plusSeconds(1).toSeconds();

  private final Map<LogoutKey, Long> taken = new LinkedHashMap<>();

  private record LogoutKey(String appId, String issuer, String jti) {}

  /** Whether it was not taken before; it is now. */
  synchronized boolean isNew(String appId, LoggedOut logout, long nowSeconds) {
    Iterator<Long> oldest = taken.values().iterator();
    while (oldest.hasNext() && nowSeconds - oldest.next() > KEPT_SECONDS) {
      oldest.remove();
    }
    if (taken.size() == MOST) {
      Iterator<LogoutKey> first = taken.keySet().iterator();
      first.next();
      first.remove();
    }
    return taken.putIfAbsent(key(appId, logout), nowSeconds) == null;
  }

  /** It counts as not taken. */
  synchronized void forget(String appId, LoggedOut logout) {
    taken.remove(key(appId, logout));
  }

  private static LogoutKey key(String appId, LoggedOut logout) {
    return new LogoutKey(appId, logout.issuer(), logout.jti());
  }
}
