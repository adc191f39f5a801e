package io.belfry.server.webhook.post;

import io.belfry.server.setting.AddressRange;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses requests may go to. Apps that somebody else than the operator can define reach
 * addresses of the public internet alone; apps of the operator's own file reach all but link-local
 * ones, where clouds tell their machines secrets. An IPv6 address that carries an IPv4 one is
 * judged by that.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HOOK-093, THR-42"
 */
final class TargetPolicy {
  private static final List<AddressRange> LINK_LOCAL = ranges("169.254.0.0/16", "fe80::/10");

  // What IANA lists as not globally reachable, multicast, and what is reserved.
  private static final List<AddressRange> NOT_PUBLIC =
      ranges(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/3",
          "2001::/23",
          "2001:db8::/32",
          "3fff::/20");

  // Outside of it there are loopback, private, site-local and multicast addresses, and reserved
  // ones.
  private static final AddressRange PUBLIC_IPV6 = ranges("2000::/3").get(0);

  private static final List<Carrier> CARRIERS =
      List.of(
          new Carrier(ranges("::/96").get(0), 12),
          new Carrier(ranges("64:ff9b::/96").get(0), 12),
          new Carrier(ranges("2002::/16").get(0), 2));

  /** All addresses, for what the operator has named. */
  static final TargetPolicy ANY = new TargetPolicy(ranges("0.0.0.0/0", "::/0"));

  private final List<AddressRange> allowed;

  /**
   * A policy.
   *
   * @param allowed addresses that the operator has opened to all apps, whatever they are
   */
  TargetPolicy(List<AddressRange> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  /**
   * Whether requests may go there.
   *
   * @param isOperators whether the app comes from the operator's own file
   */
  boolean admits(InetAddress address, boolean isOperators) {
    if (isIn(allowed, address)) {
      return true;
    }
    Optional<InetAddress> carried = carried(address);
    if (carried.isPresent()) {
      return admits(carried.get(), isOperators);
    }
    return !isIn(LINK_LOCAL, address) && (isOperators || isPublic(address));
  }

  private static boolean isPublic(InetAddress address) {
    boolean isIpv4 = address instanceof Inet4Address;
    return (isIpv4 || PUBLIC_IPV6.contains(address)) && !isIn(NOT_PUBLIC, address);
  }

  private static boolean isIn(List<AddressRange> ranges, InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  // Java has made an Inet4Address of ::ffff:0:0/96 already.
  private static Optional<InetAddress> carried(InetAddress address) {
    return CARRIERS.stream()
        .filter(carrier -> carrier.range.contains(address))
        .findFirst()
        .map(
            carrier ->
                address(Arrays.copyOfRange(address.getAddress(), carrier.at, carrier.at + 4)));
  }

  private static List<AddressRange> ranges(String... texts) {
    return AddressRange.LIST.read(List.of(texts)).value().orElseThrow();
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // it has the length of an address
    }
  }

  /** Where an IPv4 address stands in an IPv6 one. */
  private record Carrier(AddressRange range, int at) {}
}
