package io.belfry.rest;

import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a server answers. Members that nobody asked for are passed over.
 *
 * <p>Thread: stateless.
 */
final class Answers {
  private Answers() {}

  static TriggerResult trigger(byte[] body) {
    return new TriggerResult(channels(body));
  }

  static Map<String, ChannelInfo> channels(byte[] body) {
    Map<String, ChannelInfo> channels = new LinkedHashMap<>();
    members(body, "channels").forEach((name, object) -> channels.put(name, info(object)));
    return channels;
  }

  /** The members of an object in the answer by name, as their source texts. */
  static Map<String, String> members(byte[] body, String wanted) {
    Map<String, String> members = new LinkedHashMap<>();
    Optional<String> object = member(text(body), wanted, ObjectCursor::source);
    if (object.isPresent()) {
      try (ObjectCursor names = ObjectCursor.over(object.get(), Strictness.OPAQUE)) {
        for (String name = names.next(); name != null; name = names.next()) {
          members.put(name, names.source());
        }
      }
    }
    return members;
  }

  static List<ChannelInfo> batch(byte[] body) {
    return elements(body, "batch").stream().map(Answers::info).toList();
  }

  static List<String> userIds(byte[] body) {
    return elements(body, "users").stream().map(user -> string(user, "id")).toList();
  }

  static long connections(byte[] body) {
    return number(text(body), "connections")
        .orElseThrow(() -> new MalformedJson("Expected a number \"connections\""));
  }

  static ChannelState channel(byte[] body) {
    String object = text(body);
    boolean isOccupied =
        member(object, "occupied", ObjectCursor::source)
            .map("true"::equals)
            .orElseThrow(() -> new MalformedJson("Expected a member \"occupied\""));
    Optional<ChannelState.Cached> cached =
        member(object, "cache", ObjectCursor::source)
            .filter(cache -> !cache.equals("null"))
            .map(Answers::cached);
    return new ChannelState(isOccupied, info(object), cached);
  }

  private static ChannelState.Cached cached(String object) {
    Duration timeToLive = Duration.ofSeconds(number(object, "ttl").orElse(0));
    return new ChannelState.Cached(string(object, "data"), timeToLive);
  }

  private static ChannelInfo info(String object) {
    return new ChannelInfo(number(object, "subscription_count"), number(object, "user_count"));
  }

  static List<String> elements(byte[] body, String array) {
    return member(text(body), array, ObjectCursor::sources).orElse(List.of());
  }

  /** A string that may be missing. */
  static Optional<String> optional(String object, String name) {
    return member(object, name, ObjectCursor::string);
  }

  /** The strings of an array that may be missing. */
  static List<String> strings(String object, String name) {
    return member(object, name, ObjectCursor::strings).orElse(List.of());
  }

  /** Whether a member is true. */
  static boolean flag(String object, String name) {
    return member(object, name, ObjectCursor::source).filter("true"::equals).isPresent();
  }

  /** Whether a member is false; one that is missing is not. */
  static boolean isFalse(String object, String name) {
    return member(object, name, ObjectCursor::source).filter("false"::equals).isPresent();
  }

  static String string(String object, String name) {
    return optional(object, name)
        .orElseThrow(() -> new MalformedJson("Expected a string \"" + name + "\""));
  }

  static OptionalLong number(String object, String name) {
    Optional<String> digits = member(object, name, ObjectCursor::source);
    try {
      return digits.isEmpty() || digits.get().equals("null")
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(digits.get()));
    } catch (NumberFormatException e) {
      throw new MalformedJson("Expected \"" + name + "\" to be a whole number");
    }
  }

  private static <T> Optional<T> member(
      String object, String wanted, Function<ObjectCursor, @Nullable T> reading) {
    Optional<T> found = Optional.empty();
    // Read to the end: an answer that was cut is none.
    try (ObjectCursor members = ObjectCursor.over(object, Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        if (name.equals(wanted)) {
          found = Optional.ofNullable(reading.apply(members));
        }
      }
    }
    return found;
  }

  static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }
}
