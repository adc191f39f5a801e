package io.belfry.client.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Finds the addresses of a host, for a limited time. A lookup cannot be interrupted, and would hold
 * a carrier of virtual threads; so it has a platform thread of its own, which ends with it.
 *
 * <p>Thread: stateless; blocks its caller.
 */
final class Lookup {
  private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+)+");

  private Lookup() {}

  /** Whether a host is an address already. */
  static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
  }

  /**
   * The host as TLS and lookups name it: an IPv6 address has no brackets, a name no dot at its end.
   */
  static String bare(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      return host.substring(1, host.length() - 1);
    }
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  /** All addresses, the preferred first. */
  static List<InetAddress> of(String host, Duration patience)
      throws IOException, InterruptedException {
    if (isAddress(bare(host))) {
      return List.of(InetAddress.getAllByName(bare(host)));
    }
    FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> InetAddress.getAllByName(host));
    Thread thread = new Thread(lookup, "belfry-client-lookup");
    thread.setDaemon(true);
    thread.start();
    try {
      return List.of(lookup.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw unknown(host, "the name was not resolved within " + patience.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : unknown(host, e.toString());
    }
  }

  private static UnknownHostException unknown(String host, String why) {
    return new UnknownHostException(host + ": " + why);
  }
}
