package io.belfry.server.net.proxy;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hops that the fields X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host tell of, the
 * nearest first. Where a field has fewer items than the addresses, its first one holds for all
 * behind it: most proxies pass scheme and host on as they came.
 *
 * <p>Thread: confined to its caller.
 */
final class NamedHops implements Supplier<@Nullable Hop> {
  private final ItemsFromTheEnd nodes;
  private final ItemsFromTheEnd schemes;
  private final ItemsFromTheEnd hosts;
  private @Nullable String scheme;
  private @Nullable String host;
  private boolean isBegun;

  /** The lines of each field. */
  NamedHops(List<String> nodes, List<String> schemes, List<String> hosts) {
    this.nodes = new ItemsFromTheEnd(nodes);
    this.schemes = new ItemsFromTheEnd(schemes);
    this.hosts = new ItemsFromTheEnd(hosts);
  }

  @Override
  public @Nullable Hop get() {
    String node = nodes.next();
    if (node == null && isBegun) {
      return null;
    }
    // Without an address the nearest one may still tell the scheme.
    isBegun = true;
    String nextScheme = schemes.next();
    String nextHost = hosts.next();
    scheme = nextScheme == null ? scheme : nextScheme;
    host = nextHost == null ? host : nextHost;
    return Hop.of(node, scheme, host);
  }
}
