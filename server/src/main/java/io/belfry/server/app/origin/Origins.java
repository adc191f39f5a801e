package io.belfry.server.app.origin;

import io.belfry.server.app.AppSettings;
import io.belfry.server.app.AppSettings.OriginPattern;
import io.belfry.server.setting.Setting.Settings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Web pages that may connect: {@code *}, a whole origin ({@code https://example.com}), a host
 * ({@code example.com}, with any scheme and port, or {@code localhost:3000}) or all hosts below one
 * ({@code *.example.com}). Hosts are compared whole, so {@code evilexample.com} is not {@code
 * example.com}.
 *
 * <p>Thread: immutable.
 *
 * @param patterns what may connect
 * @param presence whether a client without the field, which is no browser, may
 * @see "rules WS-011, THR-21"
 */
public record Origins(List<OriginPattern> patterns, Presence presence) {
  /** Whether the {@code Origin} field has to be there. */
  public enum Presence {
    /** Native clients send none, and pass. */
    OPTIONAL,
    /** Who sends none is refused. */
    REQUIRED
  }

  /** Everybody. */
  public static final Origins ALL = new Origins(List.of(OriginPattern.ANY), Presence.OPTIONAL);

  /** Takes a copy of the patterns. */
  public Origins {
    patterns = List.copyOf(patterns);
  }

  /** Those of an app. */
  public static Origins of(Settings app) {
    return new Origins(
        app.of(AppSettings.ALLOWED_ORIGINS),
        app.of(AppSettings.REQUIRE_ORIGIN) ? Presence.REQUIRED : Presence.OPTIONAL);
  }

  /** Whether a client with this {@code Origin} field, null for none, may connect. */
  public boolean allow(@Nullable String origin) {
    if (origin == null) {
      return presence == Presence.OPTIONAL;
    }
    Optional<OriginPattern> page = OriginPattern.ofField(origin);
    return patterns.stream().anyMatch(pattern -> pattern.matches(page));
  }
}
