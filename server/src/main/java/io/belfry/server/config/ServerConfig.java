package io.belfry.server.config;

import com.sun.management.UnixOperatingSystemMXBean;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.app.WebhookEndpoint;
import io.belfry.server.config.check.AppChecks;
import io.belfry.server.config.check.ClusterChecks;
import io.belfry.server.config.check.Findings;
import io.belfry.server.config.check.NodeChecks;
import io.belfry.server.config.check.WebhookChecks;
import io.belfry.server.setting.Setting;
import io.belfry.server.setting.Setting.Settings;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a server is told.
 *
 * <p>Thread: immutable.
 *
 * @param settings those of the node, which {@link NodeSettings} and {@link ClusterSettings} list
 * @param limits what an app may that has no limits of its own
 * @param apps its apps; none where they come from an {@link io.belfry.server.app.AppSource}
 */
public record ServerConfig(Settings settings, Limits limits, List<App> apps) {
  private static final int TENTHS = 9;

  /** Takes a copy of the apps. */
  public ServerConfig {
    apps = List.copyOf(apps);
  }

  /** Begins a configuration in code. */
  public static Builder builder() {
    return new Builder();
  }

  /** The value of a setting of the node. */
  public <T> T of(Setting<T> setting) {
    return settings.of(setting);
  }

  /** How many event loops to start. */
  public int loopCount() {
    int set = of(NodeSettings.EVENT_LOOPS);
    return set > 0 ? set : Runtime.getRuntime().availableProcessors();
  }

  /** Connections at a time on this machine; negative for no limit. */
  public long capacity() {
    long set = of(NodeSettings.MAX_CONNECTIONS);
    if (set > 0) {
      return set;
    }
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount() * TENTHS / 10
        : -1;
  }

  /**
   * Whether it differs from another at most in its apps and limits, which can change while a server
   * runs.
   */
  public boolean isSameNodeAs(ServerConfig other) {
    return settings.equals(other.settings);
  }

  /**
   * Makes a configuration in code, with the judgement and the sentences of the file. What the file
   * only notes is not told here.
   *
   * <pre>{@code
   * ServerConfig config =
   *     ServerConfig.builder()
   *         .port(0)
   *         .app(App.builder("1").key("app-key", secret).build())
   *         .build();
   * }</pre>
   *
   * <p>Thread: confined to its caller.
   *
   * @see "rules LIM-043, LIM-065, LIM-066"
   */
  public static final class Builder {
    private static final List<String> OF_NODE = List.of("server.", "audit.", "cluster.");

    private final Settings.Builder settings = Settings.builder();
    private final Map<Limit, Long> limits = new EnumMap<>(Limit.class);
    private final List<App> apps = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    Builder() {}

    /** Address to listen on; every one ({@code 0.0.0.0}) by default. */
    public Builder host(String address) {
      return set(NodeSettings.HOST, address);
    }

    /** Port to listen on; 6001 by default, 0 takes any free one. */
    public Builder port(int port) {
      return set(NodeSettings.PORT, port);
    }

    /** Port for the HTTP API alone, 0 for any free one; by default both share one port. */
    public Builder apiPort(int port) {
      return set(NodeSettings.API_PORT, Optional.of(port));
    }

    /** Port of metrics and health, 0 for any free one; by default they are nowhere. */
    public Builder operationsPort(int port) {
      return set(NodeSettings.OPERATIONS_PORT, Optional.of(port));
    }

    /** Prefixes before {@code /app/KEY} and {@code /apps/ID}; none by default. */
    public Builder pathPrefixes(String... prefixes) {
      return set(NodeSettings.PATH_PREFIXES, List.of(prefixes));
    }

    /**
     * Sets one of {@link NodeSettings} or {@link ClusterSettings}.
     *
     * @throws IllegalArgumentException if it is no setting of a node
     */
    public <T> Builder set(Setting<T> setting, T value) {
      if (OF_NODE.stream().noneMatch(setting.path()::startsWith)) {
        throw new IllegalArgumentException(setting.path() + " is no setting of a node.");
      }
      settings.set(setting, value);
      return this;
    }

    /** Sets a limit of all apps that have none of their own. Units and ranges: {@link Limit}. */
    public Builder limit(Limit limit, long value) {
      problems.addAll(limit.mistakes(value));
      limits.put(limit, value);
      return this;
    }

    /** Adds an app; none is needed where an {@link io.belfry.server.app.AppSource} has them. */
    public Builder app(App app) {
      apps.add(app);
      return this;
    }

    /**
     * The configuration.
     *
     * @throws IllegalArgumentException if anything is wrong with it; the message has all of it, a
     *     line each
     */
    public ServerConfig build() {
      List<String> all = new ArrayList<>(problems);
      all.addAll(settings.mistakes());
      Settings node = settings.build();
      if (all.isEmpty()) {
        judge(node, new Problems(all));
      }
      if (!all.isEmpty()) {
        throw new IllegalArgumentException(String.join("\n", all));
      }
      Limits ofNode = Limits.DEFAULTS.with(limits);
      return new ServerConfig(node, ofNode, apps.stream().map(app -> app.onNode(ofNode)).toList());
    }

    private void judge(Settings node, Findings findings) {
      Limits ofNode = Limits.DEFAULTS.with(limits);
      for (App app : apps) {
        AppChecks checks = new AppChecks("app " + app.id() + ": ", findings);
        checks.check(app.settings());
        checks.check(app.limits(), ofNode);
        for (WebhookEndpoint endpoint : app.webhooks()) {
          new WebhookChecks("app " + app.id() + ": webhooks[" + endpoint.id() + "].", findings)
              .check(endpoint.settings());
        }
      }
      new NodeChecks(node, findings).check(apps);
      new ClusterChecks(node, findings)
          .check(setting -> !node.of(setting).equals(setting.otherwise()), apps);
      ConfiguredApps.twice(apps).ifPresent(sentence -> findings.wrong("apps", sentence));
    }

    private record Problems(List<String> sentences) implements Findings {
      @Override
      public void wrong(String path, String sentence) {
        sentences.add(sentence);
      }

      @Override
      public void note(String sentence) {}
    }
  }
}
