package io.belfry.client.internal;

import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import java.util.OptionalInt;
import tools.jackson.core.JsonToken;

/**
 * Reads how many connections a channel has.
 *
 * <p>Thread: stateless.
 */
final class SubscriptionCount {
  private SubscriptionCount() {}

  /** The number; empty when there is none, or one that is no count. */
  static OptionalInt read(String data) {
    try (ObjectCursor members = ObjectCursor.over(data, Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        if (name.equals("subscription_count") && members.kind() == JsonToken.VALUE_NUMBER_INT) {
          int count = Integer.parseInt(members.source());
          return count < 0 ? OptionalInt.empty() : OptionalInt.of(count);
        }
      }
      return OptionalInt.empty();
    } catch (MalformedJson | NumberFormatException e) {
      return OptionalInt.empty();
    }
  }
}
