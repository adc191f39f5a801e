package io.belfry.server.net;

import io.belfry.server.net.proxy.ForwardedFields;
import io.belfry.server.net.proxy.TrustedProxies;
import io.belfry.server.refusal.Reason;
import io.belfry.server.refusal.Refusal;
import io.belfry.server.refusal.RefusalKind;
import io.belfry.server.refusal.Refusals;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * How it is found out who calls at a port.
 *
 * <p>Thread: thread-safe.
 *
 * @param trusted proxies whose word is taken
 * @param fields reads the forwarded fields of their requests
 * @param header whether they begin each connection with a PROXY header
 * @param refusals where it is said that one is wrong
 * @see "rule THR-33"
 */
public record Callers(
    TrustedProxies trusted, ForwardedFields fields, FromProxies header, Refusals refusals) {
  /** How a connection of a trusted proxy begins; one of anybody else never has a PROXY header. */
  public enum FromProxies {
    /** With the client's own bytes. */
    PLAIN,
    /** With a PROXY header, or it is refused. */
    WITH_HEADER
  }

  /** Those proxies are believed. */
  public static Callers behind(TrustedProxies trusted, FromProxies header, Refusals refusals) {
    return new Callers(trusted, new ForwardedFields(trusted), header, refusals);
  }

  /** The same, whose connections begin in that way. */
  public Callers beginning(FromProxies newHeader) {
    return new Callers(trusted, fields, newHeader, refusals);
  }

  /** Whether a connection from there begins with a PROXY header. */
  boolean sendsHeader(@Nullable InetAddress peer) {
    return header == FromProxies.WITH_HEADER && trusted.contains(peer);
  }

  /** A connection from there was closed for what stood in place of a PROXY header. */
  void refused(@Nullable InetAddress peer, String what) {
    Refusal.Who who = new Refusal.Who(null, null, null, peer);
    refusals.note(Refusal.of(RefusalKind.CONNECTION, Reason.PROXY_HEADER, null, who).about(what));
  }
}
