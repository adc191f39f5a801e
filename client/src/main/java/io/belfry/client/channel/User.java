package io.belfry.client.channel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A member of a presence channel. Two with the same id and information are equal.
 *
 * <p>Thread: immutable.
 */
public final class User {
  private final String id;
  private final @Nullable String info;

  /** A member of that id; the information is JSON text. */
  public User(String id, @Nullable String info) {
    this.id = id;
    this.info = info;
  }

  /** Who it is; always text, also where the application signed a number. */
  public String getId() {
    return id;
  }

  /**
   * What the application tells about the member, as JSON text (a name is {@code "Ada"}, with
   * quotes); null when it tells nothing.
   */
  public @Nullable String getInfo() {
    return info;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof User user && id.equals(user.id) && Objects.equals(info, user.info);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "User[id=" + id + "]";
  }
}
