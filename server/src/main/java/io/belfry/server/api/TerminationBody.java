package io.belfry.server.api;

import io.belfry.protocol.SessionTerms;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.Surrogates;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.server.cluster.ClusterMessage.Ending;
import io.belfry.server.cluster.SessionSelector;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Which sessions are to end, and how. Whatever is not understood refuses the whole, so that a
 * mistyped narrowing never widens.
 *
 * <p>Thread: immutable.
 *
 * @param selector which sessions
 * @param ending what their clients are told
 * @see "rules USR-020 to USR-022"
 */
record TerminationBody(SessionSelector selector, Ending ending) {
  private static final int MAX_REASON_BYTES = 100;

  /** Reads a body; throws {@link ApiError} with what is wrong. */
  static TerminationBody parse(byte[] body) {
    SessionSelector selector = null;
    boolean comesBack = false;
    String reason = null;
    try (ObjectCursor members = ObjectCursor.over(body, ObjectCursor.Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        switch (name) {
          case "reason" -> reason = reason(members);
          case "reconnect" -> comesBack = flag(name, members);
          default -> selector = only(selector, selector(name, members));
        }
      }
    } catch (MalformedJson e) {
      throw EventBody.bodyInvalid(body, e);
    }
    if (selector == null) {
      throw ApiReason.SELECTOR_INVALID.saying(
          "Nothing says which sessions are meant. Expected one of socket_id, session,"
              + " except_socket_id, except_session, or \"all\":true.");
    }
    return new TerminationBody(selector, new Ending(comesBack, reason));
  }

  private static SessionSelector only(@Nullable SessionSelector earlier, SessionSelector selector) {
    if (earlier != null) {
      throw ApiReason.SELECTOR_INVALID.saying(
          "Two members say which sessions are meant. Expected exactly one.");
    }
    return selector;
  }

  private static SessionSelector selector(String name, ObjectCursor members) {
    return switch (name) {
      case "socket_id" -> new SessionSelector.OfSocket(socket(name, members));
      case "except_socket_id" -> new SessionSelector.AllButSocket(socket(name, members));
      case "session" -> new SessionSelector.OfLogin(login(name, members));
      case "except_session" -> new SessionSelector.AllButLogin(login(name, members));
      case "all" -> {
        if (!flag(name, members)) {
          throw wrong(name, "true");
        }
        yield new SessionSelector.All();
      }
      default ->
          throw ApiReason.SELECTOR_INVALID.saying(
              "A member of the body is not known here. Expected socket_id, session,"
                  + " except_socket_id, except_session, all, reason or reconnect.");
    };
  }

  private static SocketId socket(String name, ObjectCursor members) {
    String text = members.string();
    return SocketId.parse(text == null ? "" : text)
        .orElseThrow(() -> wrong(name, "a socket id such as \"123.456\""));
  }

  private static String login(String name, ObjectCursor members) {
    String text = members.string();
    if (text == null
        || text.isEmpty()
        || text.codePointCount(0, text.length()) > SessionTerms.MAX_SESSION_LENGTH) {
      throw wrong(name, "a string of 1 to " + SessionTerms.MAX_SESSION_LENGTH + " characters");
    }
    return text;
  }

  private static boolean flag(String name, ObjectCursor members) {
    JsonToken kind = members.kind();
    if (kind != JsonToken.VALUE_TRUE && kind != JsonToken.VALUE_FALSE) {
      throw wrong(name, "true or false");
    }
    return kind == JsonToken.VALUE_TRUE;
  }

  private static ApiError wrong(String name, String expected) {
    return ApiReason.SELECTOR_INVALID.saying("\"" + name + "\" has to be " + expected + ".");
  }

  private static String reason(ObjectCursor members) {
    String text = members.string();
    if (text == null
        || text.isEmpty()
        || Surrogates.hasLone(text)
        || text.chars().anyMatch(Character::isISOControl)
        || text.getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
      throw ApiReason.REASON_INVALID.error(MAX_REASON_BYTES);
    }
    return text;
  }
}
