package io.belfry.server.webhook.post;

import java.io.Serial;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.core5.http.HttpHost;

/**
 * Finds the addresses of a name, and gives those that may be reached. The connection goes to what
 * is given here and nobody asks again, so a name that changes its address in between gains nothing.
 *
 * <p>Thread: thread-safe; waits for the name service.
 *
 * @see "rules HOOK-093, THR-42"
 */
final class JudgedAddresses implements DnsResolver {
  private final TargetPolicy policy;
  private final Names names;
  private final boolean isOperators;

  /** For the endpoints of the operator's own apps, or for those of others. */
  JudgedAddresses(TargetPolicy policy, Names names, boolean isOperators) {
    this.policy = policy;
    this.names = names;
    this.isOperators = isOperators;
  }

  /** Knows the addresses of names; an address is its own name. */
  interface Names {
    /** All addresses, in the order in which they are to be tried. */
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /** None of the addresses may be reached. */
  static final class OutOfReach extends UnknownHostException {
    @Serial private static final long serialVersionUID = 1L;

    private OutOfReach(String host) {
      super(host + " has no address that this app's webhooks may go to");
    }
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] judged =
        Arrays.stream(names.addresses(host))
            .filter(address -> policy.admits(address, isOperators))
            .toArray(InetAddress[]::new);
    if (judged.length == 0) {
      throw new OutOfReach(host);
    }
    return judged;
  }

  @Override
  public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
    return Arrays.stream(resolve(host))
        .map(address -> new InetSocketAddress(address, port))
        .toList();
  }

  /**
   * Judges a receiver that a proxy will connect to. For an app that is not the operator's it comes
   * back with its judged address, which the proxy is told in place of the name; what cannot be
   * found from here is left to the proxy for the operator's own apps alone.
   *
   * @param attempt number of the attempt, from 1; each next one takes the next address
   */
  HttpHost judgedForProxy(HttpHost named, int attempt) throws UnknownHostException {
    try {
      InetAddress[] judged = resolve(named.getHostName());
      InetAddress one = judged[Math.floorMod(attempt - 1, judged.length)];
      return isOperators
          ? named
          : new HttpHost(named.getSchemeName(), one, named.getHostName(), named.getPort());
    } catch (OutOfReach e) {
      throw e;
    } catch (UnknownHostException e) {
      if (!isOperators) {
        throw new OutOfReach(named.getHostName());
      }
      return named;
    }
  }

  // Part of the interface; nothing here has a use for it.
  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
