package io.belfry.cli.access;

import io.belfry.cli.access.Access.AppIdentity;
import io.belfry.server.app.App;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An app of a configuration on this machine, which knows its secret and where its server listens.
 *
 * <p>Thread: stateless.
 */
public final class ConfiguredApp {
  private ConfiguredApp() {}

  static Access access(AccessSearch search, Path file, String id) throws NoAccess {
    Context context =
        new Context(Optional.empty(), new Context.Configured(file, id), Optional.empty());
    return access(search, new Context.Configured(file, id), context, file.toString());
  }

  static Access access(
      AccessSearch search, Context.Configured configured, Context context, String origin)
      throws NoAccess {
    ServerConfig config = read(configured.file(), search.environment());
    App app = app(config, configured);
    App.Key key =
        app.oldestActiveKey()
            .orElseThrow(() -> new NoAccess("App " + app.id() + " has no active key."));
    return new Access(
        search.address(context.url().orElse(address(config))),
        new AppIdentity(app.id(), key.key(), key.secret(), search.masterKeyOr(Optional.empty())),
        search.trust(context.trust()),
        origin);
  }

  /** The configuration of a file. */
  public static ServerConfig read(Path file, Map<String, String> environment) throws NoAccess {
    return switch (ConfigReader.read(file, environment, Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.NotConfigured refused ->
          throw new NoAccess(
              file
                  + " cannot be used: "
                  + refused.problems().get(0)
                  + " belfry config check names all problems.");
    };
  }

  private static App app(ServerConfig config, Context.Configured configured) throws NoAccess {
    List<App> apps = config.apps();
    if (apps.isEmpty()) {
      throw new NoAccess(
          configured.file()
              + " has no app itself; apps of a database are named with --url, --app-id, --key and"
              + " --secret-file.");
    }
    if (configured.id().isEmpty()) {
      return apps.get(0);
    }
    return apps.stream()
        .filter(app -> app.id().equals(configured.id()))
        .findFirst()
        .orElseThrow(
            () ->
                new NoAccess(
                    configured.file()
                        + " has no app with that id. It has "
                        + String.join(", ", apps.stream().map(App::id).toList())
                        + "."));
  }

  private static String address(ServerConfig config) {
    int port = config.of(NodeSettings.PORT);
    if (port == 0) {
      return "";
    }
    String host = config.of(NodeSettings.HOST);
    boolean isAny = host.equals("0.0.0.0") || host.equals("::");
    String name = isAny ? "127.0.0.1" : host.indexOf(':') < 0 ? host : "[" + host + "]";
    List<String> prefixes = config.of(NodeSettings.PATH_PREFIXES);
    return "http://" + name + ":" + port + (prefixes.contains("") ? "" : prefixes.get(0));
  }
}
