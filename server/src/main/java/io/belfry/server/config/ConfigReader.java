package io.belfry.server.config;

import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limits;
import io.belfry.server.app.TransportKind;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Reads a configuration: the file, then the environment over it, then flags over both. It stops at
 * nothing, so that an operator sees all problems at once.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "rules LIM-043 to LIM-048, THR-46"
 */
public final class ConfigReader {
  private static final long MAX_FILE_BYTES = 16 << 20;
  private static final int DEFAULT_PORT = 6001;

  private final SettingTable table = new SettingTable();
  private final Values values = new Values();
  private final List<String> warnings = new ArrayList<>();

  private ConfigReader() {}

  /**
   * Reads a file with what the environment and flags say over it.
   *
   * @param environment variables of the process
   * @param flags settings by path, such as {@code server.port}
   */
  public static ConfigResult read(
      Path file, Map<String, String> environment, Map<String, String> flags) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        return refused(file, "The file is larger than 16 MiB.");
      }
      return read(Files.readString(file), environment, flags);
    } catch (NoSuchFileException e) {
      return refused(file, "There is no such file. Name an existing one with --config.");
    } catch (MalformedInputException e) {
      return refused(file, "The file is not UTF-8 text.");
    } catch (IOException e) {
      return refused(file, "The file cannot be read: " + e.getMessage() + ".");
    }
  }

  /** Reads a text with what the environment and flags say over it. */
  public static ConfigResult read(
      String yaml, Map<String, String> environment, Map<String, String> flags) {
    return new ConfigReader().readAll(yaml, environment, flags);
  }

  private static ConfigResult refused(Path file, String sentence) {
    return new ConfigResult.Refused(List.of(new ConfigProblem(file.toString(), sentence)));
  }

  private ConfigResult readAll(
      String yaml, Map<String, String> environment, Map<String, String> flags) {
    new YamlFile(table, values).read(yaml);
    new Environment(table, values).read(environment);
    flags.forEach(this::flag);
    for (String planned : values.planned()) {
      warnings.add(planned + " has no effect in this version: what it sets is not built yet.");
    }
    ServerConfig config = config();
    return values.problems().isEmpty()
        ? new ConfigResult.Loaded(
            config, List.copyOf(warnings), new EffectiveSettings(table, values)::all)
        : new ConfigResult.Refused(List.copyOf(values.problems()));
  }

  private void flag(String path, String text) {
    String flag = "--" + path;
    table
        .find(path)
        .ifPresentOrElse(
            setting -> values.put(path, setting, new Values.Value(List.of(text), flag)),
            () ->
                values.problem(
                    flag,
                    "No setting has this name. The nearest known one is \""
                        + NearestName.of(path, table.paths())
                        + "\"."));
  }

  private ServerConfig config() {
    Limits limits = Limits.DEFAULTS.with(limits("limits."));
    List<App> apps = new AppReader(values, warnings).apps(limits, this::limits);
    if (apps.isEmpty() && values.problems().isEmpty()) {
      values.problem(
          "file",
          "There is no app. Add at least one under \"apps\", with an id and a key with its secret.");
    }
    return new ServerConfig(
        listen(),
        new ApiConfig(
            port("server.api_port"),
            Duration.ofSeconds(values.whole("server.auth_timestamp_skew_seconds", 600)),
            values.texts("server.api_allowed_origins", List.of())),
        new OperationsConfig(
            values.text("server.operations.host", "127.0.0.1"), port("server.operations.port")),
        new AdmissionConfig(
            values.whole("server.max_connections", 0),
            values.whole("server.connect_rate_per_address", -1),
            values.whole("server.max_input_bytes", 0)),
        new NodeConfig(
            Path.of(values.text("server.data_dir", "./data")),
            values
                .find("server.drain_seconds")
                .map(set -> Duration.ofSeconds(values.whole("server.drain_seconds", 0))),
            Duration.ofSeconds(values.whole("server.websocket_ping_seconds", 25))),
        apps);
  }

  private OptionalInt port(String path) {
    return values.find(path).isPresent()
        ? OptionalInt.of((int) values.whole(path, 0))
        : OptionalInt.empty();
  }

  private ListenConfig listen() {
    String transport = values.text("server.transport", "auto").toUpperCase(Locale.ROOT);
    return new ListenConfig(
        values.text("server.host", "0.0.0.0"),
        (int) values.whole("server.port", DEFAULT_PORT),
        prefixes("server.path_prefixes", ""),
        prefixes("server.fallback_prefixes", "/pusher"),
        TransportKind.valueOf(transport),
        (int) values.whole("server.event_loops", 0));
  }

  private List<String> prefixes(String path, String otherwise) {
    List<String> prefixes = values.texts(path, List.of(otherwise));
    for (String prefix : prefixes) {
      if (!prefix.isEmpty() && (!prefix.startsWith("/") || prefix.endsWith("/"))) {
        values.problem(
            values.find(path).map(Values.Value::where).orElse("file"),
            path + " has \"" + prefix + "\". Expected a path such as /realtime.");
      }
    }
    return prefixes;
  }

  private Map<Limit, Long> limits(String section) {
    Map<Limit, Long> set = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      if (values.find(section + limit.key()).isPresent()) {
        set.put(limit, values.whole(section + limit.key(), limit.defaultValue()));
      }
    }
    return set;
  }
}
