package io.belfry.server.config.check;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.app.Limit;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.setting.AddressRange;
import io.belfry.server.setting.Setting;
import io.belfry.server.setting.Setting.Settings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges the settings of a node beside each other: ports that meet, a pace at which nobody could
 * come, a limit that is never reached.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "rules LIM-065, LIM-066"
 */
public final class NodeChecks {
  private final Settings node;
  private final Findings findings;

  public NodeChecks(Settings node, Findings findings) {
    this.node = node;
    this.findings = findings;
  }

  /** A place to listen, by the setting that says so. */
  private record Door(String setting, String host, int port) {
    boolean meets(Door other) {
      return port != 0
          && port == other.port
          && (host.equals(other.host) || isEverywhere(host) || isEverywhere(other.host));
    }

    private static boolean isEverywhere(String host) {
      return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
    }
  }

  public void check(List<App> apps) {
    doors();
    new TlsChecks(node, findings).check(InstantSource.system());
    String rate = NodeSettings.CONNECT_RATE_PER_ADDRESS.path();
    if (node.of(NodeSettings.CONNECT_RATE_PER_ADDRESS) == 0) {
      findings.wrong(rate, rate + " is 0, so nobody could connect. Write -1 for no limit.");
    }
    proxies();
    apps.forEach(this::check);
  }

  /** Looks at one app beside the node. */
  public void check(App app) {
    beyondNode(app);
    plain(app);
    unreachable(app);
  }

  private void proxies() {
    String proxies = NodeSettings.TRUSTED_PROXIES.path();
    String header = NodeSettings.PROXY_PROTOCOL.path();
    List<AddressRange> ranges = node.of(NodeSettings.TRUSTED_PROXIES);
    if (ranges.stream().anyMatch(range -> range.prefix() == 0)) {
      findings.wrong(
          proxies,
          proxies
              + " has every address there is, so each client could say which address it has. Name"
              + " those of your proxies alone.");
    }
    if (node.of(NodeSettings.PROXY_PROTOCOL) && ranges.isEmpty()) {
      findings.wrong(
          header,
          header
              + " is on and "
              + proxies
              + " is empty, so nobody's PROXY header is believed. Name"
              + " the addresses of your proxies there.");
    }
  }

  private void unreachable(App app) {
    if (app.settings().of(AppSettings.REQUIRE_TLS)
        && node.of(NodeSettings.TLS_PORT).isEmpty()
        && node.of(NodeSettings.TRUSTED_PROXIES).isEmpty()) {
      findings.note(
          "require_tls of app "
              + app.id()
              + " refuses every connection: nothing here speaks TLS. Set server.tls, or name the"
              + " proxies that do in server.trusted_proxies.");
    }
  }

  private void doors() {
    String host = node.of(NodeSettings.HOST);
    List<Door> doors = new ArrayList<>();
    doors.add(new Door(NodeSettings.PORT.path(), host, node.of(NodeSettings.PORT)));
    door(NodeSettings.API_PORT, host).ifPresent(doors::add);
    // The same as the public one means that this one speaks TLS.
    door(NodeSettings.TLS_PORT, host)
        .filter(tls -> tls.port != node.of(NodeSettings.PORT))
        .ifPresent(doors::add);
    door(NodeSettings.OPERATIONS_PORT, node.of(NodeSettings.OPERATIONS_HOST)).ifPresent(doors::add);
    for (int i = 0; i < doors.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (doors.get(i).meets(doors.get(j))) {
          meeting(doors.get(i), doors.get(j));
        }
      }
    }
  }

  private Optional<Door> door(Setting<Optional<Integer>> port, String host) {
    return node.of(port).map(number -> new Door(port.path(), host, number));
  }

  private void meeting(Door door, Door other) {
    findings.wrong(
        door.setting,
        door.setting
            + " and "
            + other.setting
            + " are both "
            + door.port
            + ". Give each its own"
            + (door.setting.equals(NodeSettings.API_PORT.path())
                ? ", or leave server.api_port out to share the port."
                : "."));
  }

  // No more of the URL is told than its host.
  private void plain(App app) {
    String rule = NodeSettings.WEBHOOKS_REQUIRE_HTTPS.path();
    for (WebhookEndpoint endpoint : app.webhooks()) {
      if (node.of(NodeSettings.WEBHOOKS_REQUIRE_HTTPS)
          && !"https".equals(endpoint.url().getScheme())) {
        findings.wrong(
            rule,
            "Webhook %s of app %s does not begin with https://, and %s is on. Change the one or the other."
                .formatted(endpoint.id(), app.id(), rule));
      }
    }
  }

  private void beyondNode(App app) {
    long connections = node.of(NodeSettings.MAX_CONNECTIONS);
    long ofApp = app.limits().of(Limit.MAX_CONNECTIONS);
    if (connections > 0 && ofApp > connections) {
      findings.note(
          "limits.max_connections of app "
              + app.id()
              + " is "
              + ofApp
              + " and server.max_connections is "
              + connections
              + ", so it is never reached.");
    }
  }
}
