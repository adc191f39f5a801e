package io.belfry.spring.embedded;

import io.belfry.server.app.App;
import io.belfry.server.config.ServerConfig;

/**
 * Sets what the properties {@code belfry.embedded.*} do not name: a bean of it is asked before the
 * server starts. Several are asked in their order.
 *
 * <pre>{@code
 * @Bean
 * EmbeddedCustomizer watchlists() {
 *   return (node, app) -> app.set(AppSettings.WATCHLIST_ENABLED, true);
 * }
 * }</pre>
 *
 * <p>Thread: called on that of the start.
 *
 * @see "rule HTTP-241"
 */
@FunctionalInterface
public interface EmbeddedCustomizer {
  /**
   * Sets further things, after the properties.
   *
   * @param node the server, all but its apps
   * @param app its one app, with its key
   */
  void customize(ServerConfig.Builder node, App.Builder app);
}
