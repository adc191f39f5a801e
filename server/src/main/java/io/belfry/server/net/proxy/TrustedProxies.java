package io.belfry.server.net.proxy;

import io.belfry.server.setting.AddressRange;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that are believed.
 *
 * <p>Thread: immutable.
 *
 * @param ranges where they are; none by default
 * @see "rule THR-33"
 */
public record TrustedProxies(List<AddressRange> ranges) {
  /** Nobody is believed. */
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  public TrustedProxies {
    ranges = List.copyOf(ranges);
  }

  /** Whether there is one at that address. */
  public boolean contains(@Nullable InetAddress address) {
    if (address == null) {
      return false;
    }
    for (AddressRange range : ranges) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
