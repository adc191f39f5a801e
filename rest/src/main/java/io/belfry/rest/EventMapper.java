package io.belfry.rest;

/**
 * Makes JSON text of an application's own objects, for {@link Pusher#trigger(String, String,
 * Object)} and its like. One line joins the library the application already has:
 *
 * <pre>{@code
 * options.withEventMapper(new ObjectMapper()::writeValueAsString);   // Jackson 2 and 3
 * options.withEventMapper(new Gson()::toJson);                       // Gson
 * options.withEventMapper(JsonbBuilder.create()::toJson);            // JSON-B
 * }</pre>
 *
 * <p>Thread: called on the thread that sends, by several at a time.
 *
 * @see "rule HTTP-167"
 */
@FunctionalInterface
public interface EventMapper {
  /**
   * The value as JSON text.
   *
   * @throws Exception if it cannot be written; the sender gets an {@link IllegalArgumentException}
   *     with it as cause
   */
  String toJson(Object value) throws Exception;
}
