package io.belfry.client.connection;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One step of a connection.
 *
 * <p>Thread: immutable.
 */
public final class ConnectionStateChange {
  private final ConnectionState previous;
  private final ConnectionState current;

  /** A step between two different states. */
  public ConnectionStateChange(ConnectionState previous, ConnectionState current) {
    if (previous == current) {
      throw new IllegalArgumentException(
          "State change from " + previous + " to itself (expected: two different states)");
    }
    this.previous = previous;
    this.current = current;
  }

  /** The state that was left. */
  public ConnectionState getPreviousState() {
    return previous;
  }

  /** The state that was entered. */
  public ConnectionState getCurrentState() {
    return current;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ConnectionStateChange change
        && previous == change.previous
        && current == change.current;
  }

  @Override
  public int hashCode() {
    return Objects.hash(previous, current);
  }

  @Override
  public String toString() {
    return previous + " -> " + current;
  }
}
