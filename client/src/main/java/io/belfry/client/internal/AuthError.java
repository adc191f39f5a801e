package io.belfry.client.internal;

import io.belfry.protocol.json.Json;

/**
 * The data of {@code pusher:signin_error} and {@code pusher:subscription_error}, as listeners of
 * other clients know it.
 *
 * <p>Thread: immutable.
 *
 * @param message what happened
 * @param status HTTP status or code; 0 where there is none
 */
record AuthError(String message, int status) {
  String toJson() {
    return Json.objectText(
        json -> {
          json.writeStringProperty("type", "AuthError");
          json.writeStringProperty("error", message);
          json.writeNumberProperty("status", status);
        });
  }
}
