package io.belfry.server.fallback;

import io.belfry.protocol.Surrogates;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Messages that one post carries: a JSON array of strings, each the text of one message.
 *
 * <p>Thread: immutable; the arrays must not be written to.
 *
 * @param messages UTF-8 texts in order
 */
record SessionBody(List<byte[]> messages) {
  /** Most messages of one post; pusher-js sends one, SockJS as many as have piled up. */
  static final int MAX_MESSAGES = 256;

  private static final String MEMBER = "messages";
  private static final byte[] BEFORE = StreamFraming.ascii("{\"" + MEMBER + "\":");

  /** The messages; empty when the body is anything else than at most that many strings. */
  static Optional<SessionBody> parse(byte[] body) {
    if (!isUtf8(body)) {
      return Optional.empty();
    }
    // As the only member of an object it goes through the one reader that has our bounds.
    ByteArrayOutputStream object = new ByteArrayOutputStream(body.length + BEFORE.length + 1);
    object.writeBytes(BEFORE);
    object.writeBytes(body);
    object.write('}');
    try (ObjectCursor members =
        ObjectCursor.over(object.toByteArray(), ObjectCursor.Strictness.OPAQUE)) {
      members.next();
      if (members.kind() != JsonToken.START_ARRAY) {
        return Optional.empty();
      }
      Optional<List<byte[]>> messages = strings(members.parser());
      return messages.isPresent() && members.next() == null
          ? messages.map(SessionBody::new)
          : Optional.empty();
    } catch (MalformedJson | JacksonException e) {
      return Optional.empty();
    }
  }

  private static Optional<List<byte[]>> strings(JsonParser array) {
    List<byte[]> strings = new ArrayList<>();
    JsonToken token = array.nextToken();
    for (; token == JsonToken.VALUE_STRING; token = array.nextToken()) {
      String text = array.getString();
      if (strings.size() == MAX_MESSAGES || Surrogates.hasLone(text)) {
        return Optional.empty();
      }
      strings.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return token == JsonToken.END_ARRAY ? Optional.of(strings) : Optional.empty();
  }

  private static boolean isUtf8(byte[] body) {
    byte[] again = new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(again, body);
  }

  /** The same for bodies that say the same. */
  int hash() {
    int hash = 1;
    for (byte[] message : messages) {
      hash = 31 * hash + Arrays.hashCode(message);
    }
    return hash;
  }

  int bytes() {
    return messages.stream().mapToInt(message -> message.length).sum();
  }
}
