package io.belfry.client.internal;

import io.belfry.client.PayloadException;
import io.belfry.client.PayloadReader;
import io.belfry.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Reads what came as objects of the application's types, with its own mapper.
 *
 * <p>Thread: stateless.
 *
 * @see "rule CL-036"
 */
public final class Payloads {
  private Payloads() {}

  /**
   * An object made of JSON text.
   *
   * @param what names the text in failures, without its content
   * @throws IllegalStateException if there is no reader
   * @throws PayloadException if the text is no JSON, is nested too deep, or the reader fails
   */
  public static <T> @Nullable T read(
      @Nullable PayloadReader reader, String what, String json, Class<T> type) {
    if (reader == null) {
      throw new IllegalStateException(
          "No payload reader is set, so "
              + what
              + " cannot become an object. Give one to PusherOptions.setPayloadReader, such as new"
              + " Gson()::fromJson, or take the JSON text.");
    }
    if (!Json.isOneValue(json)) {
      throw new PayloadException(
          capital(what) + " is no JSON value of at most " + Json.MAX_DEPTH + " levels.", null);
    }
    try {
      return reader.read(json, type);
    } catch (Exception | StackOverflowError e) {
      throw new PayloadException(
          capital(what)
              + " could not be read as "
              + type.getName()
              + ". Expected JSON that the payload reader makes one of; the cause has its words.",
          e);
    }
  }

  private static String capital(String what) {
    return Character.toUpperCase(what.charAt(0)) + what.substring(1);
  }
}
