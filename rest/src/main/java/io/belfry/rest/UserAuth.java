package io.belfry.rest;

import io.belfry.protocol.json.Json;

/**
 * What a user auth endpoint answers.
 *
 * <p>Thread: immutable.
 *
 * @param auth token, {@code KEY:SIGNATURE}
 * @param userData signed JSON text, exactly as signed
 */
public record UserAuth(String auth, String userData) {
  /** The ready answer; send it with status 200 and {@code application/json}. */
  public String toJson() {
    return Json.objectText(
        json -> {
          json.writeStringProperty("auth", auth);
          json.writeStringProperty("user_data", userData);
        });
  }

  @Override
  public String toString() {
    return "UserAuth[***]";
  }
}
