package io.belfry.server.config;

import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Setting;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What joins a node with others: each setting with its type, range, default and sentence. {@link
 * ServerConfig#of} has the values. What makes an adapter of them is a {@link ClusterProvider}.
 *
 * <p>Thread: immutable.
 */
public final class ClusterSettings {
  private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Kind<Optional<String>> WORD =
      Kind.optional(Kind.TEXT.judged(ClusterSettings::name));
  private static final List<Setting<?>> ALL = new ArrayList<>();

  private ClusterSettings() {}

  /** What joins nodes. */
  public enum Joined {
    /** Nothing: the node is alone. */
    NONE,
    /** Redis or Valkey. */
    REDIS
  }

  /** What happens to publishes over HTTP while the engine cannot be reached. */
  public enum WhenCutOff {
    /** They are answered 503, and nobody gets the event. */
    REFUSE,
    /** They are delivered on this node alone, and the answer says so. */
    LOCAL
  }

  /** What joins this node with others; nothing by default. */
  public static final Setting<Joined> KIND =
      of(
          "kind",
          Kind.word(Joined.class),
          Joined.NONE,
          "What joins this node with others: none is a node alone, redis is Redis or Valkey.");

  /** Name of the cluster: all nodes with the same one at the same engine act as one. */
  public static final Setting<Optional<String>> NAME =
      of(
          "name",
          WORD,
          Optional.empty(),
          "Name of the cluster. All nodes of it have the same one, and no other cluster at the same engine has it.");

  /** Where the engine is. */
  public static final Setting<Optional<EngineAddress>> URL =
      of(
          "url",
          Kind.optional(EngineAddress.KIND),
          Optional.empty(),
          "Where the engine is: redis://HOST:PORT for one server, redis-sentinel://HOST,HOST,HOST#MASTER, or redis-cluster://HOST,HOST,HOST; rediss:// for one server that speaks TLS. Without user and password.");

  /** User at the engine; none by default. */
  public static final Setting<String> USERNAME =
      of("username", Kind.TEXT, "", "User at the engine.");

  /** Password of that user, whether it was given itself or as a file; none by default. */
  public static final Setting<String> PASSWORD =
      of(
          "password",
          Kind.SECRET,
          "",
          "Password of that user; give it here, in an environment variable or in password_file.");

  /** File that holds the password; read with the configuration, and then {@link #PASSWORD}. */
  public static final Setting<String> PASSWORD_FILE =
      of("password_file", Kind.TEXT, "", "File that holds the password, like secret_file.");

  /** Whether TLS is spoken with the engine; off by default, and on with {@code rediss://}. */
  public static final Setting<Boolean> TLS =
      of(
          "tls.enabled",
          Kind.ON_OFF,
          false,
          "Whether the engine is spoken to over TLS, sentinels included; rediss:// says so as well.");

  /** PEM file of those who may have signed the engine's certificate; the JDK's by default. */
  public static final Setting<Optional<Path>> TLS_CA_FILE =
      of(
          "tls.ca_file",
          Kind.optional(Kind.TEXT.judged(ClusterSettings::path).as(Path::of, Path::toString)),
          Optional.empty(),
          "PEM file of certificates of those who may have signed the engine's; without it those that Java trusts.");

  /** In how many parts channels and users fall; 16 by default. */
  public static final Setting<Integer> PARTITIONS =
      of(
          "partitions",
          Kind.number(1, 256),
          16,
          "In how many parts channels and users are divided, at least one for each master of the engine. All nodes need the same number, which stays as long as the cluster's data.");

  /** How long a node may be silent before it is taken for dead: 2 to 30 s, 3 s by default. */
  public static final Setting<Duration> LEASE =
      of(
          "lease_seconds",
          Kind.seconds(2, 30),
          Duration.ofSeconds(3),
          "How long a node may be silent before others take it for dead and its members for gone.");

  /** What happens to publishes while the engine cannot be reached; they are refused by default. */
  public static final Setting<WhenCutOff> PUBLISH_WHEN_CUT_OFF =
      of(
          "publish_when_cut_off",
          Kind.word(WhenCutOff.class),
          WhenCutOff.REFUSE,
          "What becomes of a publish while the engine cannot be reached: refuse answers 503 and delivers nothing, local delivers on this node alone and answers 200 with Belfry-Degraded: cluster.");

  /** What people are to call this node; the name of its host by default. */
  public static final Setting<Optional<String>> NODE_NAME =
      of(
          "node_name",
          WORD,
          Optional.empty(),
          "What people are to call this node; without it the name of its host.");

  /** All of them. */
  public static List<Setting<?>> all() {
    return List.copyOf(ALL);
  }

  private static <T> Setting<T> of(String name, Kind<T> kind, T otherwise, String sentence) {
    Setting<T> setting = Setting.of("cluster." + name, kind, otherwise, sentence);
    ALL.add(setting);
    return setting;
  }

  private static List<String> name(String text) {
    return NAMES.matcher(text).matches()
        ? List.of()
        : List.of(
            " is no name. Expected 1 to 64 letters, digits, dots, hyphens and underscores, such as"
                + " production.");
  }

  private static List<String> path(String text) {
    try {
      Path unused = Path.of(text);
      return List.of();
    } catch (InvalidPathException e) {
      return List.of(" is no name of a file.");
    }
  }
}
