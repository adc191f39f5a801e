package io.belfry.server.api;

import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.server.app.Limit;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The body of a batch, checked as a whole: one bad element refuses all.
 *
 * <p>Thread: immutable.
 *
 * @param events in their order, each for one channel
 * @param idempotencyKey what makes a repetition known, null for none
 * @see "rules HTTP-070 to HTTP-077"
 */
record BatchBody(List<EventBody> events, @Nullable String idempotencyKey) {

  /** Reads and checks a body; throws {@link ApiError} with what is wrong first. */
  static BatchBody parse(byte[] body, Limits limits) {
    List<EventBody> events = null;
    String idempotencyKey = null;
    try (ObjectCursor members = ObjectCursor.over(body, ObjectCursor.Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        switch (name) {
          case "batch" -> events = events(members, limits);
          case "idempotency_key" -> idempotencyKey = EventBody.text(name, members);
          default -> {}
        }
      }
    } catch (MalformedJson e) {
      throw EventBody.bodyInvalid(body, e);
    }
    if (events == null) {
      throw missing();
    }
    return new BatchBody(events, idempotencyKey);
  }

  private static ApiError missing() {
    return ApiReason.BATCH_MISSING.error();
  }

  private static List<EventBody> events(ObjectCursor members, Limits limits) {
    if (members.kind() != JsonToken.START_ARRAY) {
      throw missing();
    }
    List<EventBody> events = new ArrayList<>();
    try {
      JsonParser parser = members.parser();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        int index = events.size();
        if (!limits.allows(Limit.MAX_BATCH_SIZE, index + 1)) {
          throw tooLarge(limits);
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
          throw EventBody.jsonInvalid("Each element of batch has to be an object.").at(index);
        }
        events.add(event(members.nested(), index, limits));
      }
    } catch (JacksonException e) {
      throw EventBody.jsonInvalid("\"batch\" is not valid JSON.");
    }
    return List.copyOf(events);
  }

  private static ApiError tooLarge(Limits limits) {
    return ApiReason.BATCH_TOO_LARGE
        .error(limits.of(Limit.MAX_BATCH_SIZE))
        .by(Limit.MAX_BATCH_SIZE);
  }

  private static EventBody event(ObjectCursor element, int index, Limits limits) {
    try {
      EventBody event = EventBody.parse(element, limits);
      if (event.channels().size() > 1) {
        throw ApiReason.BATCH_MULTI_CHANNEL.error();
      }
      if (event.idempotencyKey() != null) {
        IdempotencyKeys.check(event.idempotencyKey());
      }
      return event;
    } catch (MalformedJson e) {
      throw EventBody.jsonInvalid("An element of batch is wrong. " + e.hint() + ".").at(index);
    } catch (ApiError e) {
      throw e.at(index);
    }
  }
}
