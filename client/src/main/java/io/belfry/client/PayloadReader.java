package io.belfry.client;

import org.jspecify.annotations.Nullable;

/**
 * Makes objects of JSON text. The client brings no mapper; the one that a program has is a method
 * reference:
 *
 * <pre>{@code
 * options.setPayloadReader(new Gson()::fromJson);              // Gson
 * options.setPayloadReader(new ObjectMapper()::readValue);     // Jackson 2 and 3
 * options.setPayloadReader(JsonbBuilder.create()::fromJson);   // JSON-B
 * }</pre>
 *
 * <p>What it is given is one JSON value, nested 64 deep at most, of the size that messages may
 * have. What it throws becomes a {@link PayloadException}.
 *
 * <p>Thread: called on the thread of whoever asks for an object.
 */
@FunctionalInterface
public interface PayloadReader {
  /** An object of that type; null where the JSON is {@code null}. */
  <T> @Nullable T read(String json, Class<T> type) throws Exception;
}
