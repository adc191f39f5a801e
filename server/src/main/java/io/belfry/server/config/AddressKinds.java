package io.belfry.server.config;

import io.belfry.server.setting.Kind;
import io.belfry.server.setting.wording.Shown;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hosts and prefixes of paths, judged one by one: hosts that are none, paths that nothing can ask
 * for.
 *
 * <p>Thread: stateless.
 *
 * @see "rule LIM-065"
 */
final class AddressKinds {
  private static final int MAX_PORT = 65_535;
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_-]{1,63}");
  private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?[0-9]+\\.?");
  private static final Pattern BYTE = Pattern.compile("25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9]");
  private static final Pattern IPV6 =
      Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9._-]+)?");
  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._~-]+");

  /** An address to listen on, or the name of one. */
  static final Kind<String> HOST = Kind.TEXT.judged(AddressKinds::host);

  /** Prefixes of paths, each of which can be asked for. */
  static final Kind<List<String>> PREFIXES = Kind.TEXTS.judged(AddressKinds::prefixes);

  /** Prefixes without which the server would answer nobody. */
  static final Kind<List<String>> NEEDED_PREFIXES =
      PREFIXES.judged(
          prefixes ->
              prefixes.isEmpty()
                  ? List.of(
                      " has no entry, so nobody could connect. Leave it out, or write \"\" for no"
                          + " prefix.")
                  : List.of());

  /** A proxy: scheme, host and port, and nothing else. */
  static final Kind<URI> PROXY =
      Kind.TEXT.judged(AddressKinds::proxy).as(URI::create, URI::toString);

  private AddressKinds() {}

  private static List<String> host(String host) {
    String advice = advice(host);
    return advice.isEmpty() ? List.of() : List.of(" is " + Shown.place(host) + ". " + advice);
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

  // What is written is not repeated: it may have a password in it.
  private static List<String> proxy(String text) {
    try {
      URI url = new URI(text);
      boolean isBare =
          ("http://" + url.getHost() + ":" + url.getPort()).equals(text.replaceFirst("/$", ""));
      if (isBare && url.getHost() != null && url.getPort() > 0 && url.getPort() <= MAX_PORT) {
        return List.of();
      }
    } catch (URISyntaxException e) {
      // It is told as any other text that is no proxy's address.
    }
    return List.of(
        " is no address of a proxy. Expected http://, its host and its port alone, such as"
            + " http://proxy.internal:3128.");
  }

  private static List<String> prefixes(List<String> prefixes) {
    List<String> mistakes = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String prefix : prefixes) {
      String has = " has " + Shown.place(prefix);
      if (!prefix.isEmpty() && !isPath(prefix)) {
        mistakes.add(has + ". Expected a path such as /realtime, or \"\" for none.");
      } else if (!seen.add(prefix)) {
        mistakes.add(has + " twice. Once is enough.");
      }
    }
    return mistakes;
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
