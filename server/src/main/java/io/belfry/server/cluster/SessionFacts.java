package io.belfry.server.cluster;

import io.belfry.protocol.SocketId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is told of one session of a user. Times are Unix milliseconds.
 *
 * <p>Thread: immutable.
 *
 * @param socketId its connection
 * @param session the application's login session; null where the sign-in named none
 * @param device label of the device; null where the sign-in named none
 * @param connectedAtMillis when the connection was admitted
 * @param signedInAtMillis when it was first signed in
 * @param lastActiveMillis when its client last sent a message of its own
 * @param expiresAtMillis when the sign-in expires; null for never
 * @param address where the client is; null where that is not known or not kept
 * @param userAgent what the client says it is; null where it said nothing, or that is not kept
 * @param client name and version of the client library as it says them; null where it said nothing
 * @param transport {@code ws} or the name of a fallback transport
 * @param node node that the connection is on
 * @param channels names of subscribed channels without the user's own, where they were asked for
 * @param channelCount how many such channels there are
 * @see "users.md, section 3; rules USR-003, USR-015, USR-016, USR-018"
 */
public record SessionFacts(
    SocketId socketId,
    @Nullable String session,
    @Nullable String device,
    long connectedAtMillis,
    long signedInAtMillis,
    long lastActiveMillis,
    @Nullable Long expiresAtMillis,
    @Nullable String address,
    @Nullable String userAgent,
    @Nullable String client,
    String transport,
    String node,
    List<String> channels,
    int channelCount) {
  /** Takes a copy of the channels. */
  public SessionFacts {
    channels = List.copyOf(channels);
  }
}
