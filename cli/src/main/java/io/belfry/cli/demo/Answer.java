package io.belfry.cli.demo;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What the demo application answers.
 *
 * <p>Thread: immutable; nobody changes the body.
 *
 * @param status HTTP status
 * @param contentType value of {@code Content-Type}
 * @param body the bytes
 */
@SuppressWarnings("ArrayRecordComponent")
record Answer(int status, String contentType, byte[] body) {
  static final int OK = 200;
  static final int BAD_REQUEST = 400;
  static final int UNAUTHORIZED = 401;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int TOO_LARGE = 413;
  static final int NOT_A_FORM = 415;
  static final int MISDIRECTED = 421;
  static final int BROKEN = 500;
  static final int BAD_GATEWAY = 502;

  private static final JsonFactory JSON = new JsonFactory();

  /** Writes the members of an object. */
  interface Members {
    void write(JsonGenerator json);
  }

  /** Status 200 with JSON text. */
  static Answer json(String text) {
    return text(OK, "application/json", text);
  }

  /** Status 200 with an object. */
  static Answer object(Members members) {
    return object(OK, members);
  }

  /** Why not, in a sentence. */
  static Answer refusal(int status, String sentence) {
    return object(status, json -> json.writeStringProperty("error", sentence));
  }

  static Answer text(int status, String contentType, String text) {
    return new Answer(status, contentType, text.getBytes(StandardCharsets.UTF_8));
  }

  String bodyText() {
    return new String(body, StandardCharsets.UTF_8);
  }

  private static Answer object(int status, Members members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    }
    return text(status, "application/json", text.toString());
  }
}
