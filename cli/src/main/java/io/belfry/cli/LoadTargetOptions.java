package io.belfry.cli;

import io.belfry.cli.access.NoAccess;
import io.belfry.cli.access.SecretSource;
import io.belfry.cli.demo.DemoCredentials;
import io.belfry.cli.load.Target;
import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.Secret;
import io.belfry.server.app.App;
import io.belfry.server.app.App.Key;
import io.belfry.server.app.origin.Origins;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Options of {@code belfry load} that say which server and which app: those of {@code belfry dev}
 * unless told otherwise.
 *
 * <p>Thread: confined to the main thread.
 */
final class LoadTargetOptions {
  private static final URI DEV = URI.create("http://127.0.0.1:6001");
  private static final int MAX_PORT = 65_535;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Where the server is; http://127.0.0.1:6001 by default, or as --config says.")
  private @Nullable URI url;

  @Option(
      names = "--api-port",
      paramLabel = "PORT",
      description = "Port of the HTTP API when it has its own; that of --url by default.")
  private @Nullable Integer apiPort;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file of the server, from which address and first app are taken.")
  private @Nullable Path config;

  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      defaultValue = "data",
      description =
          "Data folder of belfry dev, whose app is taken when none is named; ${DEFAULT-VALUE} by"
              + " default.")
  private Path dataDir;

  @Option(names = "--app-id", paramLabel = "ID", description = "Id of the app.")
  private @Nullable String appId;

  @Option(names = "--key", paramLabel = "KEY", description = "Key of the app.")
  private @Nullable String key;

  @Option(
      names = "--secret",
      paramLabel = "SECRET",
      description =
          "Secret of the key. Other users of this machine may see it here; --secret-file hides it.")
  private @Nullable String secret;

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description = "File with the secret of the key alone.")
  private @Nullable Path secretFile;

  @Option(
      names = "--origin",
      paramLabel = "ORIGIN",
      description =
          "Origin that the connections claim, as a page does; none by default, or one that --config"
              + " allows if the app insists on it.")
  private @Nullable String origin;

  @Option(
      names = "--i-own-this-server",
      description =
          "Allows a server that is not on this machine. Load on a server of somebody else is an"
              + " attack.")
  private boolean isOwner;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  LoadTargetOptions() {}

  /**
   * The server and the app.
   *
   * @throws ParameterException if the options do not name one, or one that may not be put under
   *     load
   */
  Target target() throws IOException {
    Target target = config == null ? targetOfOptions() : targetOf(config, read(config));
    refuseOthers(target);
    return target;
  }

  private Target targetOfOptions() throws IOException {
    return at(url == null ? DEV : url, url == null ? DEV.getPort() : port(url), app(), visit());
  }

  private Target targetOf(Path file, ServerConfig loaded) {
    App app = loaded.apps().get(0);
    Key active =
        app.keys().stream()
            .filter(Key::active)
            .findFirst()
            .orElseThrow(() -> wrong("The first app of " + file + " has no active key."));
    Target.AppAccess access = new Target.AppAccess(app.id(), active.key(), active.secret());
    Target.Visit visit = new Target.Visit(prefix(loaded), origin == null ? origin(app) : origin);
    if (url != null) {
      return at(url, port(url), access, visit);
    }
    int port = loaded.of(NodeSettings.PORT);
    if (port == 0) {
      throw wrong(file + " leaves the port open. Name the server with --url as well");
    }
    String host = loaded.of(NodeSettings.HOST);
    boolean isAny = host.equals("0.0.0.0") || host.equals("::");
    return new Target(
        isAny ? "127.0.0.1" : host,
        port,
        apiPort(loaded.of(NodeSettings.API_PORT).orElse(port)),
        access,
        visit);
  }

  private static String prefix(ServerConfig loaded) {
    List<String> prefixes = loaded.of(NodeSettings.PATH_PREFIXES);
    return prefixes.contains("") ? "" : prefixes.get(0);
  }

  // Who insists on an origin gets one of those that it allows.
  private static String origin(App app) {
    Origins origins = Origins.of(app.settings());
    return origins.presence() == Origins.Presence.OPTIONAL
        ? ""
        : origins.patterns().get(0).example();
  }

  private Target.Visit visit() {
    return new Target.Visit("", origin == null ? "" : origin);
  }

  private Target at(URI place, int port, Target.AppAccess access, Target.Visit visit) {
    boolean hasPath = place.getPath() != null && !place.getPath().replace("/", "").isEmpty();
    if (!"http".equals(place.getScheme()) || place.getHost() == null || hasPath) {
      boolean isTls = "https".equals(place.getScheme()) || "wss".equals(place.getScheme());
      throw wrong(
          isTls
              ? "--url asks for TLS, which is not spoken here. Name the server behind the proxy, as http://HOST:PORT"
              : "--url has another form. Expected http://HOST:PORT, without a path");
    }
    return new Target(
        place.getHost().replaceAll("[\\[\\]]", ""), port, apiPort(port), access, visit);
  }

  private static int port(URI place) {
    return place.getPort() < 0 ? 80 : place.getPort();
  }

  private int apiPort(int otherwise) {
    if (apiPort == null) {
      return otherwise;
    }
    if (apiPort < 1 || apiPort > MAX_PORT) {
      throw wrong("--api-port is " + apiPort + ". Expected a port from 1 to " + MAX_PORT);
    }
    return apiPort;
  }

  private Target.AppAccess app() throws IOException {
    if (!namesApp()) {
      return demoApp();
    }
    if (appId == null || key == null || (secret == null) == (secretFile == null)) {
      throw wrong(
          "An app needs all of --app-id, --key and --secret-file or --secret. Name all three, or"
              + " --config");
    }
    if (!AuthToken.isKey(key) || !AuthToken.isKey(appId)) {
      throw wrong("--key or --app-id has a character that no key has. Copy both from the app");
    }
    return new Target.AppAccess(appId, key, Secret.of(secretText()));
  }

  private boolean namesApp() {
    return appId != null || key != null || secret != null || secretFile != null;
  }

  private String secretText() {
    SecretSource source =
        secretFile == null
            ? new SecretSource.Value(String.valueOf(secret))
            : new SecretSource.Kept(secretFile);
    try {
      return source.read(Map.of());
    } catch (NoAccess e) {
      throw wrong(String.valueOf(e.getMessage()), e);
    }
  }

  private Target.AppAccess demoApp() throws IOException {
    if (!DemoCredentials.existIn(dataDir)) {
      throw wrong(
          "There is no demo app in "
              + dataDir
              + ". Start belfry dev first, name its folder with --data-dir, or name another app"
              + " with --config or --app-id, --key and --secret-file");
    }
    DemoCredentials demo = DemoCredentials.of(dataDir, new SecureRandom());
    return new Target.AppAccess(DemoCredentials.APP_ID, demo.key(), Secret.of(demo.secret()));
  }

  private ServerConfig read(Path file) {
    if (namesApp()) {
      throw wrong("--config names the app already. Leave --app-id, --key and the secret away");
    }
    return switch (ConfigReader.read(file, System.getenv(), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.NotConfigured refused ->
          throw wrong(
              file
                  + " cannot be used: "
                  + refused.problems().get(0)
                  + " belfry config check names all problems");
    };
  }

  private void refuseOthers(Target target) {
    if (isOwner) {
      return;
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(target.host())) {
        if (!address.isLoopbackAddress()) {
          throw wrong(
              target.host()
                  + " is not this machine. Load on a server of somebody else is an attack; if it is"
                  + " yours, add --i-own-this-server");
        }
      }
    } catch (UnknownHostException e) {
      throw wrong("There is no host " + target.host() + ". Check --url", e);
    }
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private ParameterException wrong(String sentence, Exception cause) {
    return new ParameterException(spec.commandLine(), sentence, cause);
  }
}
