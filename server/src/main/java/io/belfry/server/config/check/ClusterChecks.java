package io.belfry.server.config.check;

import io.belfry.server.app.App;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.config.ClusterSettings;
import io.belfry.server.config.ClusterSettings.Joined;
import io.belfry.server.setting.Setting;
import io.belfry.server.setting.Setting.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Judges what a node is told of others beside each other.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "rule CLU-004"
 */
public final class ClusterChecks {
  private static final String KIND = ClusterSettings.KIND.path();

  private static final List<Setting<Duration>> DELAYS =
      List.of(
          WebhookSettings.VACATED_DELAY,
          WebhookSettings.MEMBER_REMOVED_DELAY,
          WebhookSettings.USER_OFFLINE_DELAY);

  private final Settings node;
  private final Findings findings;

  public ClusterChecks(Settings node, Findings findings) {
    this.node = node;
    this.findings = findings;
  }

  /**
   * Judges.
   *
   * @param isGiven whether something was said of a setting, and be it wrong
   */
  public void check(Predicate<Setting<?>> isGiven, List<App> apps) {
    if (node.of(ClusterSettings.KIND) == Joined.NONE) {
      alone(isGiven);
      return;
    }
    need(
        ClusterSettings.NAME,
        isGiven,
        "Give all nodes that are to act as one the same, such as production");
    need(
        ClusterSettings.URL,
        isGiven,
        "Give the address of Redis or Valkey, such as redis://redis.internal:6379");
    node.of(ClusterSettings.TLS_CA_FILE).ifPresent(this::readable);
    apps.forEach(this::delays);
  }

  // What is vacated, and who is gone, is decided once for all endpoints of an app.
  private void delays(App app) {
    for (Setting<Duration> delay : DELAYS) {
      boolean differs =
          app.webhooks().stream().map(hook -> hook.settings().of(delay)).distinct().count() > 1;
      if (differs) {
        String name = delay.path().substring(delay.path().lastIndexOf('.') + 1);
        findings.wrong(
            KIND,
            "app "
                + app.id()
                + ": "
                + name
                + " differs between its webhooks. In a cluster it is one for all of an app.");
      }
    }
  }

  private void alone(Predicate<Setting<?>> isGiven) {
    List<String> without =
        ClusterSettings.all().stream()
            .filter(setting -> !setting.path().equals(KIND))
            .filter(isGiven)
            .map(Setting::path)
            .toList();
    if (!without.isEmpty()) {
      findings.note(
          String.join(", ", without)
              + (without.size() == 1 ? " has" : " have")
              + " no effect: "
              + KIND
              + " is none.");
    }
  }

  private void need(
      Setting<? extends Optional<?>> setting, Predicate<Setting<?>> isGiven, String remedy) {
    if (!isGiven.test(setting)) {
      findings.wrong(KIND, setting.path() + " is missing. " + remedy + ".");
    }
  }

  private void readable(Path file) {
    if (!Files.isReadable(file)) {
      String path = ClusterSettings.TLS_CA_FILE.path();
      findings.unread(
          path,
          path
              + ": "
              + file.toAbsolutePath().normalize()
              + " cannot be read. A relative name begins at the folder where Belfry is started.");
    }
  }
}
