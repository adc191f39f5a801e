package io.belfry.spring.embedded;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSettings;
import io.belfry.server.config.ServerConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes of the properties and customizers what the server is told, or says all that is wrong.
 *
 * <p>Thread: confined to the start.
 *
 * @see "rule HTTP-241"
 */
final class EmbeddedConfig {
  private EmbeddedConfig() {}

  /**
   * What the server is told.
   *
   * @throws EmbeddedException with everything that is wrong
   */
  static ServerConfig of(
      EmbeddedProperties properties, EmbeddedApp known, List<EmbeddedCustomizer> customizers) {
    List<String> all = new ArrayList<>(known.problems());
    try {
      App.Builder app = App.builder(known.id()).key(known.key(), known.secret());
      app.set(AppSettings.CLIENT_EVENTS_ENABLED, properties.clientEventsEnabled());
      if (!properties.allowedOrigins().isEmpty()) {
        app.allowedOrigins(properties.allowedOrigins().toArray(new String[0]));
      }
      ServerConfig.Builder node =
          ServerConfig.builder().host(properties.host()).port(properties.port());
      customizers.forEach(each -> each.customize(node, app));
      ServerConfig config = node.app(app.build()).build();
      if (all.isEmpty()) {
        return config;
      }
    } catch (IllegalArgumentException e) {
      all.add("belfry.embedded: " + e.getMessage());
    }
    throw new EmbeddedException(all);
  }
}
