package io.belfry.server.config;

import io.belfry.server.setting.Kind;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the engine of a cluster is: one server, those that watch over a master, or nodes of a Redis
 * Cluster, written as an URL without user and password.
 *
 * <p>Thread: immutable.
 *
 * @param form how the engine is made up
 * @param encrypted whether the URL itself asks for TLS
 * @param hosts at least one; one server alone where it is that
 * @param database number of the logical database
 * @param master what the sentinels call the master; empty where there are none
 */
public record EngineAddress(
    EngineForm form, boolean encrypted, List<HostAndPort> hosts, int database, String master) {
  private static final Pattern HOST =
      Pattern.compile("(?:\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::\\d{1,5})?");
  // Hosts are looked at one by one: a group that is repeated may cost more than it looks.
  private static final Pattern URL =
      Pattern.compile("([a-z-]+)://([^/#]+)(?:/(\\d{1,5}))?(?:#([A-Za-z0-9._-]+))?");
  private static final Pattern SCHEME =
      Pattern.compile("(rediss?|redis-sentinel|redis-cluster)://.*");
  private static final int REDIS_PORT = 6379;
  private static final int SENTINEL_PORT = 26_379;
  private static final int MAX_PORT = 65_535;

  /** A text that is such an URL. */
  static final Kind<EngineAddress> KIND =
      Kind.TEXT.judged(EngineAddress::mistakes).as(EngineAddress::of, EngineAddress::toString);

  /** Takes a copy of the hosts. */
  public EngineAddress {
    hosts = List.copyOf(hosts);
  }

  /** How an engine is made up. */
  public enum EngineForm {
    /** One server, which is always the master. */
    ONE_SERVER,
    /** Sentinels say which server is the master. */
    SENTINEL,
    /** Several masters, each with some of the slots. */
    CLUSTER
  }

  /** A host and its port. */
  public record HostAndPort(String host, int port) {
    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /**
   * The address that a text says.
   *
   * @throws IllegalArgumentException if it is none; the message says what is wrong
   */
  public static EngineAddress of(String text) {
    List<String> mistakes = mistakes(text);
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException("The address" + mistakes.get(0));
    }
    Matcher url = matched(text);
    String scheme = url.group(1);
    EngineForm form = form(scheme);
    return new EngineAddress(
        form,
        scheme.equals("rediss"),
        hosts(url.group(2), form == EngineForm.SENTINEL ? SENTINEL_PORT : REDIS_PORT),
        Optional.ofNullable(url.group(3)).map(Integer::parseInt).orElse(0),
        Optional.ofNullable(url.group(4)).orElse(""));
  }

  private static boolean isWellFormed(Matcher url) {
    return url.matches()
        && Stream.of(url.group(2).split(",", -1)).allMatch(host -> HOST.matcher(host).matches());
  }

  private static EngineForm form(String scheme) {
    return switch (scheme) {
      case "redis-sentinel" -> EngineForm.SENTINEL;
      case "redis-cluster" -> EngineForm.CLUSTER;
      default -> EngineForm.ONE_SERVER;
    };
  }

  private static Matcher matched(String text) {
    Matcher url = URL.matcher(text);
    if (!isWellFormed(url)) {
      throw new IllegalArgumentException("It is no address of an engine.");
    }
    return url;
  }

  private static List<HostAndPort> hosts(String list, int otherwise) {
    return Stream.of(list.split(",")).map(one -> host(one, otherwise)).toList();
  }

  private static HostAndPort host(String text, int otherwise) {
    int end = text.startsWith("[") ? text.indexOf(']') + 1 : Math.max(0, text.indexOf(':'));
    int colon = text.indexOf(':', end);
    String host = colon < 0 ? text : text.substring(0, colon);
    return new HostAndPort(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        colon < 0 ? otherwise : Integer.parseInt(text.substring(colon + 1)));
  }

  // What is written is not repeated: it may have a password in it.
  private static List<String> mistakes(String text) {
    if (!SCHEME.matcher(text).matches()) {
      return List.of(
          " has to begin with redis://, rediss://, redis-sentinel:// or redis-cluster://, such as"
              + " redis://redis.internal:6379.");
    }
    if (text.contains("@")) {
      return List.of(
          " has a user or a password in it. Give them as cluster.username and"
              + " cluster.password_file.");
    }
    Matcher url = URL.matcher(text);
    return isWellFormed(url)
        ? mistakes(form(url.group(1)), url)
        : List.of(
            " is no address of an engine. Expected hosts with their ports, then perhaps a slash and"
                + " the number of a database, such as redis://redis.internal:6379/2.");
  }

  private static List<String> mistakes(EngineForm form, Matcher url) {
    List<HostAndPort> hosts = hosts(url.group(2), REDIS_PORT);
    boolean hasMaster = url.group(4) != null;
    if (hosts.stream().anyMatch(host -> host.port() < 1 || host.port() > MAX_PORT)) {
      return List.of(" has a port that is none. Ports go from 1 to 65535.");
    }
    if (form == EngineForm.ONE_SERVER && hosts.size() > 1) {
      return List.of(
          " names several hosts, and redis:// is one server. For those that watch a master write"
              + " redis-sentinel://, for nodes of a Redis Cluster redis-cluster://.");
    }
    if (form == EngineForm.SENTINEL && !hasMaster) {
      return List.of(
          " does not say what the sentinels call the master. Write that at the end, such as"
              + " redis-sentinel://a.internal,b.internal,c.internal#mymaster.");
    }
    if (form != EngineForm.SENTINEL && hasMaster) {
      return List.of(" names a master behind #, which only redis-sentinel:// has. Leave it out.");
    }
    return form == EngineForm.CLUSTER && url.group(3) != null
        ? List.of(" names a database, and a Redis Cluster has but one. Leave it out.")
        : List.of();
  }

  /** The URL, with the port of each host. */
  @Override
  public String toString() {
    String scheme =
        switch (form) {
          case ONE_SERVER -> encrypted ? "rediss" : "redis";
          case SENTINEL -> "redis-sentinel";
          case CLUSTER -> "redis-cluster";
        };
    return scheme
        + "://"
        + hosts.stream().map(HostAndPort::toString).collect(Collectors.joining(","))
        + (database == 0 ? "" : "/" + database)
        + (master.isEmpty() ? "" : "#" + master);
  }
}
