package io.belfry.client.internal;

import java.security.SecureRandom;

/**
 * WebSockets over sockets that the client reads itself, one thread each. Every end is told, exactly
 * once and behind all messages that came before it; the WebSocket of the JDK loses one in a
 * thousand.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules CL-029, CL-030"
 */
public final class SocketTransport implements Transport {
  private final SecureRandom random = new SecureRandom();

  @Override
  public Link open(Target target, Events events) {
    SocketLink link = new SocketLink(target, events, random);
    link.start();
    return link;
  }
}
