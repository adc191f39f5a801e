package io.belfry.server.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Judges where a server is to listen: hosts that are none, ports that meet, paths that nothing can
 * ask for.
 *
 * <p>Thread: confined to the reader.
 *
 * @see "rule LIM-065"
 */
final class AddressChecks {
  private static final String HOST = "server.host";
  private static final String OPERATIONS_HOST = "server.operations.host";
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_-]{1,63}");
  private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?[0-9]+\\.?");
  private static final Pattern BYTE = Pattern.compile("25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9]");
  private static final Pattern IPV6 =
      Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9._-]+)?");
  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._~-]+");

  private final Values values;

  AddressChecks(Values values) {
    this.values = values;
  }

  /** A place to listen, by the settings that say so. */
  private record Door(String setting, String host, long port) {
    boolean meets(Door other) {
      return port != 0
          && port == other.port
          && (host.equals(other.host) || isEverywhere(host) || isEverywhere(other.host));
    }
  }

  void check(String host, long port, String operationsHost) {
    host(HOST, host);
    host(OPERATIONS_HOST, operationsHost);
    List<Door> doors = new ArrayList<>();
    doors.add(new Door("server.port", host, port));
    door("server.api_port", host, doors);
    door("server.operations.port", operationsHost, doors);
    for (int i = 0; i < doors.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (doors.get(i).meets(doors.get(j))) {
          values.problem(
              values.where(doors.get(i).setting),
              doors.get(i).setting
                  + " and "
                  + doors.get(j).setting
                  + " are both "
                  + doors.get(i).port
                  + ". Give each its own"
                  + (doors.get(i).setting.endsWith("api_port")
                      ? ", or leave server.api_port out to share the port."
                      : "."));
        }
      }
    }
  }

  private void door(String setting, String host, List<Door> doors) {
    if (values.find(setting).isPresent()) {
      doors.add(new Door(setting, host, values.whole(setting, 0)));
    }
  }

  private static boolean isEverywhere(String host) {
    return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
  }

  private void host(String setting, String host) {
    String advice = advice(host);
    if (!advice.isEmpty() && values.find(setting).isPresent()) {
      values.problem(values.where(setting), setting + " is " + Shown.place(host) + ". " + advice);
    }
  }

  private static String advice(String host) {
    if (host.equals("*")) {
      return "Write 0.0.0.0 to listen on every address.";
    }
    if (host.contains("/")) {
      return "Expected an address alone, such as 0.0.0.0, without scheme and path.";
    }
    boolean isIpv6 = IPV6.matcher(host.replaceFirst("^\\[(.*)]$", "$1")).matches();
    if (isIpv6) {
      return "";
    }
    if (host.contains(":")) {
      return "Expected an address alone, such as 0.0.0.0; the port has a setting of its own.";
    }
    boolean isAddress = ENDS_IN_NUMBER.matcher(host).matches() ? isIpv4(host) : isName(host);
    return isAddress ? "" : "Expected an address such as 0.0.0.0 or 127.0.0.1, or a host's name.";
  }

  /** Prefixes of paths, each of which can be asked for. */
  List<String> prefixes(String setting, String otherwise) {
    List<String> prefixes = values.texts(setting, List.of(otherwise));
    Set<String> seen = new HashSet<>();
    for (String prefix : prefixes) {
      if (!prefix.isEmpty() && !isPath(prefix)) {
        values.problem(
            values.where(setting),
            setting
                + " has "
                + Shown.place(prefix)
                + ". Expected a path such as /realtime, or \"\" for none.");
      } else if (!seen.add(prefix)) {
        values.problem(
            values.where(setting),
            setting + " has " + Shown.place(prefix) + " twice. Once is enough.");
      }
    }
    return prefixes;
  }

  /** Paths without which the server would answer nobody. */
  List<String> neededPrefixes(String setting, String otherwise) {
    List<String> prefixes = prefixes(setting, otherwise);
    if (prefixes.isEmpty()) {
      values.problem(
          values.where(setting),
          setting
              + " has no entry, so nobody could connect. Leave it out, or write \"\" for no prefix.");
    }
    return prefixes;
  }

  private static boolean isIpv4(String host) {
    List<String> bytes = List.of(host.split("\\.", -1));
    return bytes.size() == 4 && bytes.stream().allMatch(one -> BYTE.matcher(one).matches());
  }

  // A dot at the end says that the name is whole.
  private static boolean isName(String host) {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return !name.startsWith("-")
        && Stream.of(name.split("\\.", -1)).allMatch(label -> LABEL.matcher(label).matches());
  }

  private static boolean isPath(String prefix) {
    return prefix.startsWith("/")
        && Stream.of(prefix.substring(1).split("/", -1))
            .allMatch(segment -> SEGMENT.matcher(segment).matches());
  }
}
