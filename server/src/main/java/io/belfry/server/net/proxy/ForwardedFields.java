package io.belfry.server.net.proxy;

import io.belfry.server.http.Caller;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the client in what trusted proxies have added to a request: the last address in the list
 * that is not one of theirs. What stands before that is the client's own word and is not looked at.
 *
 * <p>A proxy adds either Forwarded or the fields that begin with X-Forwarded, and passes the others
 * on as the client wrote them. Where both come and do not name the same client, neither is
 * believed.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule THR-33; RFC 7239"
 */
public final class ForwardedFields {
  private static final Logger LOG = LoggerFactory.getLogger(ForwardedFields.class);

  /** So many proxies are looked past; whoever needs more is taken for the last of them. */
  static final int MAX_HOPS = 32;

  private static final String FORWARDED = "forwarded";
  private static final String FOR = "x-forwarded-for";
  private static final String PROTO = "x-forwarded-proto";
  private static final String HOST = "x-forwarded-host";

  private final TrustedProxies trusted;
  private volatile boolean isTold;

  /** Reads what those say. */
  public ForwardedFields(TrustedProxies trusted) {
    this.trusted = trusted;
  }

  /**
   * The caller that a trusted proxy tells of, with a host only when it tells that too; null when it
   * tells nothing, or nothing to be believed.
   */
  public @Nullable Caller read(HttpHeaders headers, InetAddress proxy) {
    Caller ofField =
        headers.contains(FORWARDED)
            ? find(new ForwardedHops(headers.getAll(FORWARDED)), proxy)
            : null;
    Caller named =
        headers.contains(FOR) || headers.contains(PROTO) || headers.contains(HOST)
            ? find(
                new NamedHops(headers.getAll(FOR), headers.getAll(PROTO), headers.getAll(HOST)),
                proxy)
            : null;
    if (named == null || ofField == null) {
      return named == null ? ofField : named;
    }
    if (named.isEncrypted() == ofField.isEncrypted() && isSame(named, ofField)) {
      return named;
    }
    tell(proxy, "Forwarded and X-Forwarded-For that name two clients; it should remove one");
    return null;
  }

  private static boolean isSame(Caller one, Caller other) {
    return one.address() != null && one.address().equals(other.address());
  }

  private @Nullable Caller find(Supplier<@Nullable Hop> hops, InetAddress proxy) {
    InetAddress address = proxy;
    Hop last = null;
    for (int i = 0; i < MAX_HOPS && trusted.contains(address); i++) {
      Hop hop = hops.get();
      if (hop != null && !hop.isReadable()) {
        tell(proxy, "a forwarded field that cannot be read");
      }
      if (hop == null || !hop.isReadable()) {
        break;
      }
      last = hop;
      if (hop.address() == null) {
        // Hidden: what is known last is the proxy that hides it.
        break;
      }
      address = hop.address();
    }
    return last == null ? null : new Caller(address, last.isEncrypted(), last.host());
  }

  // Clients can cause it as often as they like.
  private void tell(InetAddress proxy, String what) {
    if (!isTold) {
      isTold = true;
      LOG.warn(
          "The trusted proxy {} sends {}. Such requests count as the proxy's own. This is said once.",
          proxy.getHostAddress(),
          what);
    }
  }
}
