package io.belfry.server.config.file;

import io.belfry.server.app.App;
import io.belfry.server.app.JwtSettings;
import io.belfry.server.app.WebhookSettings;
import io.belfry.server.config.AppDefinitions.Definition;
import io.belfry.server.config.AppDefinitions.Faulty;
import io.belfry.server.config.AppDefinitions.Sound;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.check.NodeChecks;
import io.belfry.server.setting.Setting;
import io.belfry.server.setting.wording.AppNames;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads one app out of a text that is not the operator's file.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules LIM-043 to LIM-048, THR-46"
 */
public final class DefinitionReader {
  private static final int MAX_LENGTH = 256 << 10;
  private static final Pattern INDENTED = Pattern.compile("(?m)^[ \\t]+");
  private static final String ENTRY = "apps[0]";
  private static final Set<Setting<?>> NAMES_OF_FILES =
      Set.of(
          AppEntry.SECRET_FILE,
          EndpointReader.HEADER_FILES,
          WebhookSettings.CA_FILE,
          JwtSettings.JWKS_FILE);

  private final SettingTable table = new SettingTable();
  private final ServerConfig node;

  /** Reads apps of a server with that configuration. */
  public DefinitionReader(ServerConfig node) {
    this.node = node;
  }

  /** Reads one; see {@link io.belfry.server.config.AppDefinitions#read}. */
  public Definition read(String place, String text) {
    if (text.length() > MAX_LENGTH) {
      return new Faulty(List.of(place + ": It has more than 256 KiB."));
    }
    Values values = Values.ofDefinition(NAMES_OF_FILES);
    Optional<App> app =
        new YamlFile(table, values).readEntry(yaml(text), ENTRY) ? app(values) : Optional.empty();
    if (app.isPresent() && values.problems().isEmpty()) {
      return new Sound(
          app.get(), values.notes().stream().map(note -> place + ": " + plain(note)).toList());
    }
    return new Faulty(values.problems().stream().map(problem -> told(place, problem)).toList());
  }

  // JSON may be indented by tabs, and YAML may not.
  private static String yaml(String text) {
    return text.stripLeading().startsWith("{")
        ? INDENTED.matcher(text).replaceAll(tabs -> " ".repeat(tabs.group().length()))
        : text;
  }

  private Optional<App> app(Values values) {
    List<App> apps = new AppReader(values, node.limits()).apps(values::limits);
    Optional<App> app = apps.stream().findFirst();
    app.ifPresent(new NodeChecks(node.settings(), values)::check);
    app.ifPresent(found -> refuseDemo(found, values));
    return app;
  }

  private static void refuseDemo(App app, Values values) {
    if (app.keys().stream().map(App.Key::key).anyMatch(AppNames::isKeyOfDemo)) {
      String keys = ENTRY + ".keys";
      values.wrong(
          keys,
          keys
              + " has one of belfry dev, which is not for production. Give the app a key and a"
              + " secret of its own.");
    }
  }

  private static String told(String place, ConfigProblem problem) {
    String line = problem.where().startsWith("line ") ? ", " + problem.where() : "";
    return place + line + ": " + plain(problem.sentence());
  }

  // Its settings stand in no list.
  private static String plain(String sentence) {
    return sentence.replace(ENTRY + ".", "").replace(ENTRY, "The definition");
  }
}
