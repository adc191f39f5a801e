package io.belfry.client.channel;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A channel whose subscribers know each other.
 *
 * <p>Thread: thread-safe.
 */
public interface PresenceChannel extends PrivateChannel {
  /** The members now, in the order in which they joined; empty unless subscribed. */
  Set<User> getUsers();

  /** The member that this client is; null unless subscribed. */
  @Nullable User getMe();
}
