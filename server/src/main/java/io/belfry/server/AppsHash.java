package io.belfry.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.JwtIssuer;
import io.belfry.server.app.JwtSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.setting.Setting;
import io.belfry.server.setting.Setting.Settings;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;

/**
 * A number that two nodes have in common when their apps are set alike: keys, settings, limits,
 * webhooks and issuers. Of a secret goes in what it signs, which each client of the app is shown as
 * well.
 *
 * <p>Thread: thread-safe; it takes a while with many apps, so no event loop asks.
 */
record AppsHash(AppSource apps) {
  private static final byte[] SIGNED = "belfry-apps-hash".getBytes(UTF_8);
  private static final long UNSIGNED = 0xffff_ffffL;

  /** From 0 to 2^32 - 1, which a double holds exactly. */
  double value() {
    MessageDigest digest = sha256();
    apps.all().stream().sorted(Comparator.comparing(App::id)).forEach(app -> add(app, digest));
    return (double) (ByteBuffer.wrap(digest.digest()).getInt() & UNSIGNED);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private static void add(App app, MessageDigest digest) {
    add(digest, app.id(), app.isEnabled() ? "on" : "off");
    for (App.Key key : app.keys()) {
      add(digest, key.key(), key.active() ? "active" : "");
      digest.update(key.secret().hmac(SIGNED));
    }
    AppSettings.all().forEach(setting -> add(setting, app.settings(), digest));
    for (Limit limit : Limit.values()) {
      add(digest, limit.key(), Long.toString(app.limits().of(limit)));
    }
    for (JwtIssuer issuer : app.issuers()) {
      JwtSettings.all().forEach(setting -> add(setting, issuer.settings(), digest));
    }
    for (WebhookEndpoint endpoint : app.webhooks()) {
      WebhookSettings.all().forEach(setting -> add(setting, endpoint.settings(), digest));
    }
  }

  private static <T> void add(Setting<T> setting, Settings settings, MessageDigest digest) {
    if (setting.isBuilt()) {
      List<String> written = setting.kind().written(settings.of(setting));
      add(digest, setting.path());
      add(digest, written.toArray(String[]::new));
    }
  }

  // Each with its length, so that two lists never look alike.
  private static void add(MessageDigest digest, String... texts) {
    for (String text : texts) {
      byte[] bytes = text.getBytes(UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
      digest.update(bytes);
    }
    digest.update((byte) 0);
  }
}
