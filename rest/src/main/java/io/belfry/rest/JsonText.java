package io.belfry.rest;

import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;

/**
 * Looks at JSON text that an application hands in, before it is signed.
 *
 * <p>Thread: stateless.
 */
final class JsonText {
  private JsonText() {}

  /** Whether the text is one JSON object that every library reads in the same way. */
  static boolean isObject(String text) {
    return memberCount(text) >= 0;
  }

  /** How many members the object has; −1 when the text is no object. */
  static int memberCount(String text) {
    try (ObjectCursor members = ObjectCursor.over(text, ObjectCursor.Strictness.SIGNED)) {
      int count = 0;
      while (members.next() != null) {
        count++;
      }
      return count;
    } catch (MalformedJson e) {
      return -1;
    }
  }
}
