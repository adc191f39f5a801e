package io.belfry.cluster.redis.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an answer, one after the other, each of the kind that is asked for.
 *
 * <p>Thread: confined to the one that reads the answer.
 */
final class Parts {
  private final List<?> all;
  private final Iterator<?> rest;

  private Parts(List<?> all) {
    this.all = all;
    this.rest = all.iterator();
  }

  static Parts of(@Nullable Object answer) {
    if (answer instanceof List<?> list) {
      return new Parts(list);
    }
    throw new MalformedAnswer("Expected a list of parts, not " + kind(answer));
  }

  boolean hasNext() {
    return rest.hasNext();
  }

  int size() {
    return all.size();
  }

  byte[] bytes() {
    Object next = next();
    if (next instanceof byte[] bytes) {
      return bytes;
    }
    throw new MalformedAnswer("Expected a text, not " + kind(next));
  }

  String text() {
    return new String(bytes(), UTF_8);
  }

  long number() {
    Object next = next();
    if (next instanceof Long number) {
      return number;
    }
    throw new MalformedAnswer("Expected a number, not " + kind(next));
  }

  Parts parts() {
    return of(next());
  }

  @Nullable Object next() {
    if (!rest.hasNext()) {
      throw new MalformedAnswer("Expected more than " + all.size() + " parts.");
    }
    return rest.next();
  }

  private static String kind(@Nullable Object part) {
    return part == null ? "nothing" : part.getClass().getSimpleName();
  }
}
