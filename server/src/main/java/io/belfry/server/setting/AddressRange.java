package io.belfry.server.setting;

import io.belfry.server.setting.wording.Shown;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of addresses: {@code 10.0.0.0/8}, {@code fd00::/8}, or one address alone.
 *
 * <p>Thread: immutable.
 *
 * @param first the lowest of them
 * @param prefix how many bits all of them share
 */
public record AddressRange(InetAddress first, int prefix) {
  /** Lists of them, as people write them. */
  public static final Kind<List<AddressRange>> LIST =
      Kind.listOf(AddressRange::read, AddressRange::toString);

  private static final Pattern WRITTEN = Pattern.compile("([0-9A-Fa-f.:]{2,45})(?:/([0-9]{1,3}))?");
  private static final Pattern BYTE = Pattern.compile("25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9]");
  private static final int IPV4_BYTES = 4;

  /** Whether the address is one of them. An IPv4 address written as one of IPv6 is that address. */
  public boolean contains(InetAddress address) {
    byte[] mine = first.getAddress();
    byte[] other = address.getAddress();
    return mine.length == other.length && Arrays.equals(cut(mine, prefix), cut(other, prefix));
  }

  private static Kind.Reading<AddressRange> read(String text) {
    Matcher written = WRITTEN.matcher(text);
    Optional<InetAddress> address =
        written.matches() ? address(written.group(1)) : Optional.empty();
    if (address.isEmpty()) {
      return wrong(text, "Expected a range of addresses such as 10.0.0.0/8 or fd00::/8.");
    }
    byte[] bytes = address.get().getAddress();
    int bits = bytes.length * Byte.SIZE;
    int prefix = written.group(2) == null ? bits : Integer.parseInt(written.group(2));
    if (prefix > bits) {
      return wrong(text, "Expected at most /" + bits + " behind such an address.");
    }
    AddressRange range = new AddressRange(of(cut(bytes, prefix)), prefix);
    return range.first.equals(address.get())
        ? Kind.Reading.of(range)
        : wrong(text, "Its first address is not that one: write " + range + ".");
  }

  private static Kind.Reading<AddressRange> wrong(String text, String advice) {
    return Kind.Reading.wrong(" has " + Shown.place(text) + ". " + advice);
  }

  // What has a colon is never looked up as a name.
  private static Optional<InetAddress> address(String text) {
    if (text.indexOf(':') < 0 && !isIpv4(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static boolean isIpv4(String text) {
    List<String> bytes = List.of(text.split("\\.", -1));
    return bytes.size() == IPV4_BYTES
        && bytes.stream().allMatch(one -> BYTE.matcher(one).matches());
  }

  private static InetAddress of(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("An address of " + bytes.length + " bytes.", e);
    }
  }

  private static byte[] cut(byte[] bytes, int prefix) {
    byte[] cut = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      int kept = Math.clamp(prefix - (long) i * Byte.SIZE, 0, Byte.SIZE);
      cut[i] = (byte) (bytes[i] & (0xFF00 >> kept));
    }
    return cut;
  }

  @Override
  public String toString() {
    return first.getHostAddress()
        + (prefix == first.getAddress().length * Byte.SIZE ? "" : "/" + prefix);
  }
}
