package io.belfry.cli.access;

import io.belfry.cli.access.Access.AppIdentity;
import io.belfry.cli.access.Wanted.WantedApp;
import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.Secret;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the app that is meant: options first, then the environment, then the context that is in
 * use, then a running {@code belfry dev}. Parts of an app are never taken from two contexts.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "rule LIM-080"
 */
public final class AccessSearch {
  /** Name under which a running {@code belfry dev} is found. */
  public static final String DEV = "dev";

  private static final String URL = "BELFRY_URL";
  private static final String ID = "BELFRY_APP_ID";
  private static final String KEY = "BELFRY_KEY";
  private static final String SECRET = "BELFRY_SECRET";
  private static final String SECRET_FILE = "BELFRY_SECRET_FILE";
  private static final String MASTER_KEY = "BELFRY_ENCRYPTION_MASTER_KEY";
  private static final String CONTEXT = "BELFRY_CONTEXT";

  private final Map<String, String> environment;
  private final Path contexts;
  private final Wanted wanted;

  /** A search for what is wanted, with those variables and the contexts of that file. */
  public AccessSearch(Map<String, String> environment, Path contexts, Wanted wanted) {
    this.environment = environment;
    this.contexts = contexts;
    this.wanted = wanted;
  }

  /** The app. */
  public Access find() throws NoAccess {
    String context = wanted.files().context();
    Path config = wanted.files().config();
    if (context != null || config != null) {
      if (context != null && config != null) {
        throw new NoAccess("Both --context and --config name an app. Give one of them.");
      }
      return named(context, config);
    }
    if (!wanted.app().isNone() || isAppInEnvironment()) {
      return ofParts();
    }
    return ofContexts();
  }

  private Access named(@Nullable String context, @Nullable Path config) throws NoAccess {
    WantedApp app = wanted.app();
    if (app.key() != null || !app.hasNoSecret() || (context != null && app.id() != null)) {
      throw new NoAccess(
          "--context and --config name the app already. Leave --key and the secret away"
              + (context == null ? "." : ", and --app-id."));
    }
    if (config != null) {
      return ConfiguredApp.access(this, config, app.id() == null ? "" : app.id());
    }
    return context == null ? ofContexts() : ofContext(context);
  }

  private boolean isAppInEnvironment() {
    return !variable(KEY).isEmpty() || !variable(SECRET).isEmpty() || variable(URL).contains("@");
  }

  private Access ofContexts() throws NoAccess {
    String fromEnvironment = variable(CONTEXT);
    if (!fromEnvironment.isEmpty()) {
      return ofContext(fromEnvironment);
    }
    Optional<String> chosen = Contexts.read(contexts).chosen();
    if (chosen.isPresent()) {
      return ofContext(chosen.get());
    }
    Optional<Access> dev = RunningDev.in(wanted.files().dataDir()).map(this::ofDev);
    if (dev.isPresent()) {
      return dev.get();
    }
    throw new NoAccess(
        "It is not said which app is meant. Start belfry dev in this folder, or name one with"
            + " --config belfry.yaml, with --context (belfry context add makes one), or with --url,"
            + " --app-id, --key and --secret-file.");
  }

  private Access ofContext(String name) throws NoAccess {
    Contexts all = Contexts.read(contexts);
    if (name.equals(DEV) && !all.byName().containsKey(DEV)) {
      return RunningDev.in(wanted.files().dataDir())
          .map(this::ofDev)
          .orElseThrow(
              () ->
                  new NoAccess(
                      "No belfry dev has its data in "
                          + wanted.files().dataDir()
                          + ". Start it, or name its folder with --data-dir."));
    }
    Context context = all.get(name);
    String origin = "context " + name;
    return switch (context.app()) {
      case Context.Configured configured -> ConfiguredApp.access(this, configured, context, origin);
      case Context.Named named ->
          new Access(
              address(context.url().orElse("")),
              app(named.id(), named.key(), named.secret(), named.masterKey()),
              trust(context.trust()),
              origin);
    };
  }

  private Access ofDev(RunningDev dev) {
    return new Access(dev.server(), dev.app(), Optional.empty(), "belfry dev");
  }

  private Access ofParts() throws NoAccess {
    UrlApp ofUrl = UrlApp.of(variable(URL));
    WantedApp given = wanted.app();
    String id = first(given.id(), variable(ID), ofUrl.id());
    String key = first(given.key(), variable(KEY), ofUrl.key());
    if (id.isEmpty()) {
      id = "1";
    }
    if (key.isEmpty()) {
      throw new NoAccess("The key of the app is missing. Name it with --key or " + KEY + ".");
    }
    return new Access(
        address(ofUrl.server()),
        app(id, key, secret(given, ofUrl), masterKey()),
        trust(Optional.empty()),
        given.isNone() ? "environment" : "options");
  }

  private SecretSource secret(WantedApp given, UrlApp ofUrl) throws NoAccess {
    if (given.secretFile() != null) {
      return new SecretSource.Kept(given.secretFile());
    }
    String value = first(given.secret(), variable(SECRET), ofUrl.secret());
    if (!value.isEmpty()) {
      return new SecretSource.Value(value);
    }
    String file = variable(SECRET_FILE);
    if (file.isEmpty()) {
      throw new NoAccess(
          "The secret of the app is missing. Name its file with --secret-file, or set "
              + SECRET
              + " or "
              + SECRET_FILE
              + ".");
    }
    try {
      return new SecretSource.Kept(Path.of(file));
    } catch (InvalidPathException e) {
      throw new NoAccess(SECRET_FILE + " is no path of a file.");
    }
  }

  private Optional<SecretSource> masterKey() {
    return variable(MASTER_KEY).isEmpty()
        ? Optional.empty()
        : Optional.of(new SecretSource.Variable(MASTER_KEY));
  }

  private AppIdentity app(
      String id, String key, SecretSource secret, Optional<SecretSource> masterKey)
      throws NoAccess {
    if (!AuthToken.isKey(key)) {
      throw new NoAccess(
          "The key of the app has another form. Expected 1 to 64 of A-Z a-z 0-9 _ -; is it the"
              + " secret?");
    }
    if (!id.matches("[A-Za-z0-9_.-]{1,64}")) {
      throw new NoAccess("The id of the app has another form. Expected one such as 1.");
    }
    return new AppIdentity(id, key, Secret.of(secret.read(environment)), masterKeyOr(masterKey));
  }

  /** The key of encrypted channels, by the option or as the context says. */
  Optional<String> masterKeyOr(Optional<SecretSource> otherwise) throws NoAccess {
    Path file = wanted.files().masterKey();
    Optional<SecretSource> source =
        file == null ? otherwise : Optional.of(new SecretSource.Kept(file));
    return source.isEmpty() ? Optional.empty() : Optional.of(source.get().read(environment));
  }

  /** Where the server is: as an option says, or else as that text does. */
  URI address(String otherwise) throws NoAccess {
    String url = first(wanted.url(), otherwise);
    if (url.isEmpty()) {
      throw new NoAccess(
          "It is not said where the server is. Name it with --url https://push.example.com.");
    }
    return ServerAddress.parse(url);
  }

  Optional<Path> trust(Optional<Path> otherwise) {
    return wanted.files().trust() == null ? otherwise : Optional.of(wanted.files().trust());
  }

  Map<String, String> environment() {
    return environment;
  }

  private String variable(String name) {
    return environment.getOrDefault(name, "").strip();
  }

  private static String first(@Nullable String... texts) {
    for (String text : texts) {
      if (text != null && !text.isEmpty()) {
        return text;
      }
    }
    return "";
  }
}
