package io.belfry.client.channel;

import io.belfry.client.PayloadReader;
import io.belfry.client.internal.Payloads;
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
  private final @Nullable PayloadReader reader;

  /** A member of that id; the information is JSON text. */
  public User(String id, @Nullable String info) {
    this(id, info, null);
  }

  /** A member whose information is made an object by that reader; a null one makes none. */
  public User(String id, @Nullable String info, @Nullable PayloadReader reader) {
    this.id = id;
    this.info = info;
    this.reader = reader;
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

  /**
   * What the application tells about the member as an object, made by what {@code
   * PusherOptions.setPayloadReader} has set, on the caller's thread.
   *
   * @return null where it tells nothing
   * @throws IllegalStateException if no reader is set
   * @throws io.belfry.client.PayloadException if the information is nested more than 64 deep, or is
   *     none of that type
   * @see "rule CL-036"
   */
  public <T> @Nullable T getInfo(Class<T> type) {
    return info == null ? null : Payloads.read(reader, "the information of a member", info, type);
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
