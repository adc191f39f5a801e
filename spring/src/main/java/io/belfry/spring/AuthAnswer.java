package io.belfry.spring;

import io.belfry.rest.Pusher;

/**
 * What an auth endpoint answers: a status and JSON.
 *
 * <p>Thread: immutable.
 */
record AuthAnswer(int status, String json) {
  private static final int OK = 200;

  static AuthAnswer signed(String json) {
    return new AuthAnswer(OK, json);
  }

  static AuthAnswer refused(int status, String sentence) {
    return new AuthAnswer(status, "{\"error\":" + Pusher.jsonString(sentence) + "}");
  }

  boolean isSigned() {
    return status == OK;
  }

  @Override
  public String toString() {
    return "AuthAnswer[" + status + "]";
  }
}
