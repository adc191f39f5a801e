package io.belfry.rest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A connection that is signed in. What a client or its proxies say of themselves is told as they
 * say it, and is not to be trusted.
 *
 * <p>Thread: immutable.
 *
 * @param socketId its connection
 * @param session the application's login session, where the sign-in named one
 * @param device its label, where the sign-in named one
 * @param connectedAt when it connected
 * @param signedInAt when it signed in
 * @param lastActiveAt when its client last sent a message
 * @param expiresAt until when the sign-in holds, where it has an end
 * @param from where it comes from
 * @param channelCount how many channels it is subscribed to; 0 where that was not asked for
 * @param channels names of at most 100 of them; empty where they were not asked for
 */
public record UserSession(
    String socketId,
    Optional<String> session,
    Optional<String> device,
    Instant connectedAt,
    Instant signedInAt,
    Instant lastActiveAt,
    Optional<Instant> expiresAt,
    Origin from,
    long channelCount,
    List<String> channels) {
  /** Takes a copy of the list. */
  public UserSession {
    channels = List.copyOf(channels);
  }

  /**
   * Where a session comes from.
   *
   * @param address of the client; empty where the server keeps none
   * @param userAgent of the client; empty where the server keeps none
   * @param client library and version, where the client names them
   * @param transport such as {@code ws}
   * @param node of the cluster, such as {@code a}
   */
  public record Origin(
      Optional<String> address,
      Optional<String> userAgent,
      Optional<String> client,
      String transport,
      String node) {}
}
