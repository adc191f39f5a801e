package io.belfry.server.config.file;

import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Setting;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings that have no effect yet; they are known, so that a file for a later version can be read
 * (ADR 0005).
 *
 * <p>Thread: immutable.
 */
final class PlannedSettings {
  private static final List<Setting<?>> ALL = new ArrayList<>();

  static {
    add("server.tls.port", Kind.number(0, 65_535), "", "Port for TLS.");
    add("server.tls.cert_file", Kind.TEXT, "", "Certificate chain.");
    add("server.tls.key_file", Kind.TEXT, "", "Private key.");
    add("server.trusted_proxies", Kind.TEXTS, "[]", "Proxies whose forwarded fields are believed.");
    add("server.proxy_protocol", Kind.ON_OFF, "false", "PROXY protocol on accept.");
    add("server.compression", Kind.ON_OFF, "true", "permessage-deflate.");
    for (String text : List.of("name", "url", "username", "password_file", "node_name")) {
      cluster(text, Kind.TEXT, "");
    }
    cluster("kind", Kind.word(List.of("none", "redis")), "none");
    cluster("partitions", Kind.whole(1, 256), "16");
    cluster("lease_seconds", Kind.whole(2, 30), "3");
    cluster("publish_when_cut_off", Kind.word(List.of("refuse", "local")), "refuse");
    cluster("tls.ca_file", Kind.TEXT, "");
  }

  private PlannedSettings() {}

  static List<Setting<?>> all() {
    return List.copyOf(ALL);
  }

  private static void add(String path, Kind<?> kind, String shownDefault, String sentence) {
    ALL.add(Setting.planned(path, kind, shownDefault, sentence));
  }

  private static void cluster(String name, Kind<?> kind, String shownDefault) {
    add("cluster." + name, kind, shownDefault, "Clusters.");
  }
}
