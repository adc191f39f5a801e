package io.belfry.server.config;

import io.belfry.server.node.TransportKind;
import java.util.List;

/**
 * Where and how the server listens.
 *
 * <p>Thread: immutable.
 *
 * @param host address to bind
 * @param port port to bind, 0 for any free one
 * @param pathPrefixes prefixes under which WebSocket and HTTP API paths are found
 * @param fallbackPrefixes prefixes under which the HTTP fallback transports are found
 * @param transport how this process talks to the kernel
 * @param eventLoops number of event loops, 0 for one a core
 */
public record ListenConfig(
    String host,
    int port,
    List<String> pathPrefixes,
    List<String> fallbackPrefixes,
    TransportKind transport,
    int eventLoops) {
  /** Takes a copy of the prefixes. */
  public ListenConfig {
    pathPrefixes = List.copyOf(pathPrefixes);
    fallbackPrefixes = List.copyOf(fallbackPrefixes);
  }

  /** How many event loops to start. */
  public int loopCount() {
    return eventLoops > 0 ? eventLoops : Runtime.getRuntime().availableProcessors();
  }
}
