package io.belfry.client.internal;

import io.belfry.client.PayloadReader;
import io.belfry.client.channel.User;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * The members of a presence channel. Ids are text whatever JSON type they came as; information is
 * always JSON text, wherever it came from.
 *
 * <p>Thread: changed on the owner thread, read by any.
 *
 * @see "rule CL-024"
 */
final class PresenceRoster {
  private final @Nullable PayloadReader reader;
  private volatile Map<String, User> members = Map.of();

  PresenceRoster(@Nullable PayloadReader reader) {
    this.reader = reader;
  }

  Set<User> users() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(members.values()));
  }

  @Nullable User member(String id) {
    return members.get(id);
  }

  void clear() {
    members = Map.of();
  }

  /** Takes the whole list of a {@code subscription_succeeded}; what cannot be read is nobody. */
  void replace(String data) {
    Map<String, User> snapshot = new LinkedHashMap<>();
    try {
      String presence = member(data, "presence", PresenceRoster::text);
      String hash = presence == null ? null : member(presence, "hash", ObjectCursor::source);
      if (hash != null) {
        readHash(hash, snapshot);
      }
    } catch (MalformedJson e) {
      snapshot.clear();
    }
    members = Collections.unmodifiableMap(snapshot);
  }

  /** Takes a member that joined; empty when it was there before, or cannot be read. */
  Optional<User> add(String data) {
    return read(data)
        .filter(
            user -> {
              Map<String, User> more = new LinkedHashMap<>(members);
              boolean joined = more.put(user.getId(), user) == null;
              members = Collections.unmodifiableMap(more);
              return joined;
            });
  }

  /** Takes a member that left; empty when it was not there. */
  Optional<User> remove(String data) {
    return readId(data)
        .map(
            id -> {
              Map<String, User> fewer = new LinkedHashMap<>(members);
              User left = fewer.remove(id);
              members = Collections.unmodifiableMap(fewer);
              return left;
            });
  }

  /** The {@code user_id} of a signed text or of a member event; empty when it has none. */
  static Optional<String> readId(String data) {
    try {
      return Optional.ofNullable(member(data, "user_id", PresenceRoster::text));
    } catch (MalformedJson e) {
      return Optional.empty();
    }
  }

  private Optional<User> read(String data) {
    try {
      return readId(data)
          .map(id -> new User(id, member(data, "user_info", ObjectCursor::source), reader));
    } catch (MalformedJson e) {
      return Optional.empty();
    }
  }

  private void readHash(String hash, Map<String, User> snapshot) {
    try (ObjectCursor entries = ObjectCursor.over(hash, Strictness.OPAQUE)) {
      for (String id = entries.next(); id != null; id = entries.next()) {
        boolean none = entries.kind() == JsonToken.VALUE_NULL;
        snapshot.put(id, new User(id, none ? null : entries.source(), reader));
      }
    }
  }

  private static @Nullable String member(
      String object, String wanted, Function<ObjectCursor, @Nullable String> reading) {
    try (ObjectCursor members = ObjectCursor.over(object, Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        if (name.equals(wanted) && members.kind() != JsonToken.VALUE_NULL) {
          return reading.apply(members);
        }
      }
    }
    return null;
  }

  /** A string's content, or the source text of another value. */
  private static String text(ObjectCursor member) {
    String text = member.string();
    return text == null ? member.source() : text;
  }
}
