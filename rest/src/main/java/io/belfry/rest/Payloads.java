package io.belfry.rest;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes payloads of an application's objects.
 *
 * <p>Thread: as its mapper.
 *
 * @see "rule HTTP-167"
 */
final class Payloads {
  private final Optional<EventMapper> mapper;

  Payloads(Optional<EventMapper> mapper) {
    this.mapper = mapper;
  }

  /** A string as it is, whatever the type of the variable that holds it; JSON of all else. */
  String of(Object data) {
    if (data instanceof String text) {
      return text;
    }
    String type = data.getClass().getName();
    EventMapper chosen =
        mapper.orElseThrow(
            () ->
                new IllegalStateException(
                    "No event mapper is set, so "
                        + type
                        + " cannot become JSON. Give one to RestOptions.withEventMapper, such as"
                        + " new ObjectMapper()::writeValueAsString, or pass JSON text."));
    try {
      return checked(chosen.toJson(data), type);
    } catch (Exception e) {
      throw failure(type, e);
    }
  }

  // The application's code is not checked for null.
  private static String checked(@Nullable String json, String type) {
    if (json == null) {
      throw new IllegalStateException("null was returned for " + type + " (expected: JSON text)");
    }
    return json;
  }

  private static IllegalArgumentException failure(String type, Exception cause) {
    return new IllegalArgumentException(
        "The event mapper could not write an object of " + type + ".", cause);
  }
}
