package io.belfry.server.hook;

import io.belfry.server.hook.Hooks.ClientTransport;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a connection came: what a hook may tell its user by. Kept with the connection while hooks are
 * installed, and gone with it.
 *
 * <p>Thread: immutable.
 *
 * @param transport how it is connected
 * @param address where it comes from, or a proxy in front which is not trusted; null when that is
 *     not known
 * @param isEncrypted whether the client speaks TLS, with this server or with a trusted proxy
 * @param isSameHost whether {@code origin} names the host that the client asked for
 * @param origin the {@code Origin} field: the page, where a browser says it; null when there is
 *     none
 * @param headers the fields of the upgrade request that were asked to be kept, by lower-case name;
 *     those that it did not have, and those that were too large, are not there
 */
public record Arrival(
    ClientTransport transport,
    @Nullable InetAddress address,
    boolean isEncrypted,
    boolean isSameHost,
    @Nullable String origin,
    Map<String, String> headers) {
  /** Most bytes of header fields that are kept of one connection: 8 KiB, names included. */
  public static final int MAX_HEADER_BYTES = 8 << 10;

  /** Takes a copy of the headers. */
  public Arrival {
    headers = Map.copyOf(headers);
  }

  /**
   * One of the kept header fields. What came several times is joined by commas, {@code Cookie} by
   * semicolons.
   *
   * @param name in any case
   */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /**
   * A cookie, as it came: without the quotes around it if it has any, and not decoded. The first
   * one where there are several of that name.
   *
   * @param name as it is written
   */
  public Optional<String> cookie(String name) {
    String fields = headers.getOrDefault("cookie", "");
    int at = 0;
    while (at < fields.length()) {
      int semicolon = fields.indexOf(';', at);
      int end = semicolon < 0 ? fields.length() : semicolon;
      String pair = fields.substring(at, end).strip();
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).equals(name)) {
        return Optional.of(unquoted(pair.substring(equals + 1)));
      }
      at = end + 1;
    }
    return Optional.empty();
  }

  private static String unquoted(String value) {
    boolean isQuoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return isQuoted ? value.substring(1, value.length() - 1) : value;
  }

  /** Names the headers, and never says what is in them: those are secrets. */
  @Override
  public String toString() {
    return transport + " from " + address + " with " + headers.keySet();
  }
}
