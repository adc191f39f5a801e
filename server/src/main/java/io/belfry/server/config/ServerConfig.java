package io.belfry.server.config;

import com.sun.management.UnixOperatingSystemMXBean;
import io.belfry.server.app.App;
import io.belfry.server.setting.Setting;
import io.belfry.server.setting.Setting.Settings;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * All that a server is told.
 *
 * <p>Thread: immutable.
 *
 * @param settings those of the node, which {@link NodeSettings} lists
 * @param apps its apps; none where they come from an {@link io.belfry.server.app.AppSource}
 */
public record ServerConfig(Settings settings, List<App> apps) {
  private static final int TENTHS = 9;

  /** Takes a copy of the apps. */
  public ServerConfig {
    apps = List.copyOf(apps);
  }

  /** Begins a configuration in code. */
  public static ServerConfigBuilder builder() {
    return new ServerConfigBuilder();
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

  /** Whether it differs from another at most in its apps, which can change while a server runs. */
  public boolean isSameNodeAs(ServerConfig other) {
    return settings.equals(other.settings);
  }
}
