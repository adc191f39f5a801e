package io.belfry.server.config.file;

import io.belfry.server.app.App;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.config.AppSourceSettings;
import io.belfry.server.config.ClusterSettings;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.check.ClusterChecks;
import io.belfry.server.config.check.NodeChecks;
import io.belfry.server.setting.Setting;
import io.belfry.server.setting.Setting.Settings;
import io.belfry.server.setting.wording.Shown;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a configuration: the file, then the environment over it, then flags over both. It stops at
 * nothing, so that an operator sees all problems at once.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "rules LIM-043 to LIM-048, THR-46"
 */
public final class ConfigReader {
  private static final int MAX_FILE_BYTES = 2 << 20;

  private final SettingTable table = new SettingTable();
  private final Values values = Values.ofFile();
  private final Apps where;

  /** Where the apps come from. */
  public enum Apps {
    /** From this configuration; one without any is refused. */
    HERE,
    /** From an {@link io.belfry.server.app.AppSource} that the server is given. */
    ELSEWHERE
  }

  private ConfigReader(Apps where) {
    this.where = where;
  }

  /**
   * Reads a file with what the environment and flags say over it.
   *
   * @param environment variables of the process
   * @param flags settings by path, such as {@code server.port}
   */
  public static ConfigResult read(
      Path file, Map<String, String> environment, Map<String, String> flags) {
    return read(file, environment, flags, Apps.HERE);
  }

  /** The same, with apps here or elsewhere. */
  public static ConfigResult read(
      Path file, Map<String, String> environment, Map<String, String> flags, Apps apps) {
    byte[] bytes;
    try {
      if (Files.isDirectory(file)) {
        return refused(file, "This is a folder. Name the file in it with --config.");
      }
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      }
    } catch (NoSuchFileException e) {
      return refused(file, "There is no such file. Name one that is there.");
    } catch (AccessDeniedException e) {
      return refused(file, "This user may not read the file. Change its owner or its mode.");
    } catch (IOException e) {
      return refused(file, "The file cannot be read: " + reason(e) + ".");
    }
    if (bytes.length > MAX_FILE_BYTES) {
      return refused(file, "The file is larger than 2 MiB.");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new ConfigReader(apps).readAll(text, environment, flags);
    } catch (CharacterCodingException e) {
      return refused(file, "The file is not UTF-8 text.");
    }
  }

  // A sentence of the system names the file once more, before the reason.
  private static String reason(IOException e) {
    return e instanceof java.nio.file.FileSystemException failed && failed.getReason() != null
        ? failed.getReason()
        : String.valueOf(e.getMessage());
  }

  /** Reads a text with what the environment and flags say over it. */
  public static ConfigResult read(
      String yaml, Map<String, String> environment, Map<String, String> flags) {
    return new ConfigReader(Apps.HERE).readAll(yaml, environment, flags);
  }

  private static ConfigResult refused(Path file, String sentence) {
    return new ConfigResult.NotConfigured(
        List.of(new ConfigProblem(file.toString(), sentence)), Set.of(), true);
  }

  private ConfigResult readAll(
      String yaml, Map<String, String> environment, Map<String, String> flags) {
    boolean isYaml = new YamlFile(table, values).read(yaml);
    new Environment(table, values).read(environment);
    flags.forEach(this::flag);
    // Of a file that is no YAML nothing is known, so nothing can be missing.
    if (isYaml && !values.isBroken("")) {
      ServerConfig config = config();
      if (values.problems().isEmpty()) {
        return new ConfigResult.Loaded(
            config,
            values.notes(),
            new EffectiveSettings(table, values, config)::all,
            Set.copyOf(values.files()));
      }
    }
    return new ConfigResult.NotConfigured(
        values.problems(), Set.copyOf(values.files()), values.isUnread());
  }

  private void flag(String path, String text) {
    String flag = "--set " + Shown.name(path).replace("\"", "");
    table
        .find(path.contains("[]") ? "" : path)
        .ifPresentOrElse(
            setting -> values.put(path, setting, text, Values.Source.FLAG, flag),
            () -> {
              int dot = path.lastIndexOf('.');
              String group = dot < 0 ? "" : path.substring(0, dot);
              String hint =
                  new Hint(table).of(group, SettingTable.known(group), path.substring(dot + 1));
              values.problem(flag, "No setting has this name. " + hint);
            });
  }

  private ServerConfig config() {
    List<Setting<?>> ofNode = new ArrayList<>(NodeSettings.all());
    ofNode.addAll(AppSourceSettings.all());
    ofNode.addAll(ClusterSettings.all());
    Settings.Builder set = values.builder("", ofNode);
    new Secrets(values)
        .find(AppSourceSettings.PASSWORD.path(), AppSourceSettings.PASSWORD_FILE.path())
        .ifPresent(found -> set.set(AppSourceSettings.PASSWORD, found.text()));
    new Secrets(values)
        .find(ClusterSettings.PASSWORD.path(), ClusterSettings.PASSWORD_FILE.path())
        .ifPresent(found -> set.set(ClusterSettings.PASSWORD, found.text()));
    Settings node = set.build();
    values.emptyVariable(NodeSettings.API_ALLOWED_ORIGINS.path());
    Limits limits = Limits.DEFAULTS.with(values.limits("limits."));
    AppReader reader = new AppReader(values, limits);
    List<App> apps = reader.apps(values::limits);
    boolean isElsewhere = node.of(AppSourceSettings.KIND) != AppSourceSettings.Home.FILE;
    if (where == Apps.HERE && !isElsewhere) {
      reader.needsOne();
    }
    node.of(NodeSettings.TLS_CERT_FILE).ifPresent(values::noteFile);
    node.of(NodeSettings.TLS_KEY_FILE).ifPresent(values::noteFile);
    node.of(ClusterSettings.TLS_CA_FILE).ifPresent(values::noteFile);
    new SourceChecks(values).check(node, apps);
    new ClusterChecks(node, values).check(setting -> isGiven(setting.path()), apps);
    new NodeChecks(node, values).check(apps);
    return new ServerConfig(node, limits, apps);
  }

  private boolean isGiven(String path) {
    return values.find(path).isPresent() || values.isBroken(path);
  }
}
