package io.belfry.server.config;

import io.belfry.server.app.AppSettings;
import io.belfry.server.setting.Settings;

/**
 * Judges the settings of one app beside each other.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "rules LIM-064, LIM-066"
 */
final class AppChecks {
  private final String app;
  private final Settings settings;
  private final Findings findings;

  /** Checks of an app whose settings begin with that path. */
  AppChecks(String app, Settings settings, Findings findings) {
    this.app = app;
    this.settings = settings;
    this.findings = findings;
  }

  void check() {
    if (settings.of(AppSettings.REQUIRE_TLS)) {
      findings.note(
          app
              + "require_tls refuses every connection: this version has no TLS port and believes no"
              + " proxy. Leave it off, and let your proxy redirect plain HTTP.");
    }
    origins();
    timeouts();
  }

  private void origins() {
    String path = app + "allowed_origins";
    if (!settings.of(AppSettings.ALLOWED_ORIGINS).isEmpty()) {
      return;
    }
    if (settings.of(AppSettings.REQUIRE_ORIGIN)) {
      findings.wrong(
          path,
          path + " has no entry and " + app + "require_origin is on, so nobody could connect.");
    } else {
      findings.note(path + " has no entry, so no web page can connect.");
    }
  }

  private void timeouts() {
    long activity = settings.of(AppSettings.ACTIVITY_TIMEOUT).toSeconds();
    long pong = settings.of(AppSettings.PONG_TIMEOUT).toSeconds();
    if (pong >= activity) {
      findings.note(
          app
              + "pong_timeout_seconds is not below activity_timeout_seconds: a connection that is"
              + " gone is noticed after "
              + (pong + activity)
              + " s.");
    }
  }
}
