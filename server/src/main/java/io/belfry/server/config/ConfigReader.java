package io.belfry.server.config;

import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limits;
import io.belfry.server.node.TransportKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
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
  private static final int DEFAULT_PORT = 6001;

  private final SettingTable table = new SettingTable();
  private final Values values = new Values();

  private ConfigReader() {}

  /**
   * Reads a file with what the environment and flags say over it.
   *
   * @param environment variables of the process
   * @param flags settings by path, such as {@code server.port}
   */
  public static ConfigResult read(
      Path file, Map<String, String> environment, Map<String, String> flags) {
    byte[] bytes;
    try {
      if (Files.isDirectory(file)) {
        return refused(file, "This is a folder. Name the file in it with --config.");
      }
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      }
    } catch (NoSuchFileException e) {
      return refused(file, "There is no such file. Name an existing one with --config.");
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
      return read(text, environment, flags);
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
    return new ConfigReader().readAll(yaml, environment, flags);
  }

  private static ConfigResult refused(Path file, String sentence) {
    return new ConfigResult.Refused(
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
    return new ConfigResult.Refused(
        values.problems(), Set.copyOf(values.files()), values.isUnread());
  }

  private void flag(String path, String text) {
    String flag = "--set " + Shown.name(path).replace("\"", "");
    table
        .find(path.contains("[]") ? "" : path)
        .ifPresentOrElse(
            setting ->
                values.put(
                    path, setting, new Values.Value(setting.texts(text), Values.Source.FLAG, flag)),
            () -> {
              int dot = path.lastIndexOf('.');
              String group = dot < 0 ? "" : path.substring(0, dot);
              String hint =
                  new Hint(table).of(group, SettingTable.known(group), path.substring(dot + 1));
              values.problem(flag, "No setting has this name. " + hint);
            });
  }

  private ServerConfig config() {
    Limits limits = Limits.DEFAULTS.with(limits("limits."));
    List<App> apps = new AppReader(values).apps(limits, this::limits);
    AddressChecks addresses = new AddressChecks(values);
    ListenConfig listen = listen(addresses);
    OperationsConfig operations =
        new OperationsConfig(
            values.text("server.operations.host", "127.0.0.1"),
            port("server.operations.port"),
            values.isOn("server.log_every_refusal", false));
    addresses.check(listen.host(), listen.port(), operations.host());
    long connections = values.whole("server.max_connections", 0);
    long rate = values.whole("server.connect_rate_per_address", -1);
    if (rate == 0) {
      values.problem(
          values.where("server.connect_rate_per_address"),
          "server.connect_rate_per_address is 0, so nobody could connect. Write -1 for no limit.");
    }
    apps.forEach(app -> beyondNode(app, connections));
    return new ServerConfig(
        listen,
        new ApiConfig(
            port("server.api_port"),
            Duration.ofSeconds(values.whole("server.auth_timestamp_skew_seconds", 600)),
            new OriginSettings(values).patterns("server.api_allowed_origins", List.of())),
        operations,
        new AdmissionConfig(connections, rate, values.whole("server.max_input_bytes", 0)),
        new NodeConfig(
            Path.of(values.text("server.data_dir", "./data")),
            values
                .find("server.drain_seconds")
                .map(set -> Duration.ofSeconds(values.whole("server.drain_seconds", 0))),
            Duration.ofSeconds(values.whole("server.websocket_ping_seconds", 25))),
        apps);
  }

  private void beyondNode(App app, long connections) {
    long ofApp = app.limits().of(Limit.MAX_CONNECTIONS);
    if (connections > 0 && ofApp > connections) {
      values.note(
          "limits.max_connections of app "
              + app.id()
              + " is "
              + ofApp
              + " and server.max_connections is "
              + connections
              + ", so it is never reached.");
    }
  }

  private OptionalInt port(String path) {
    return values.find(path).isPresent()
        ? OptionalInt.of((int) values.whole(path, 0))
        : OptionalInt.empty();
  }

  private ListenConfig listen(AddressChecks addresses) {
    String transport = values.text("server.transport", "auto").toUpperCase(Locale.ROOT);
    return new ListenConfig(
        values.text("server.host", "0.0.0.0"),
        (int) values.whole("server.port", DEFAULT_PORT),
        addresses.neededPrefixes("server.path_prefixes", ""),
        addresses.prefixes("server.fallback_prefixes", "/pusher"),
        TransportKind.valueOf(transport),
        (int) values.whole("server.event_loops", 0));
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
