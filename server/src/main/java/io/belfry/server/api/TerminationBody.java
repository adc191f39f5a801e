package io.belfry.server.api;

import io.belfry.protocol.SocketId;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.server.cluster.ClusterMessage.Ending;
import io.belfry.server.cluster.SessionSelector;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import org.jspecify.annotations.Nullable;

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
  /** Reads a body; throws {@link ApiError} with what is wrong. */
  static TerminationBody parse(byte[] body) {
    SessionSelector selector = null;
    boolean comesBack = false;
    String reason = null;
    try (ObjectCursor members = ObjectCursor.over(body, ObjectCursor.Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        switch (name) {
          case "reason" -> reason = EndingMembers.reason(members);
          case "reconnect" -> comesBack = EndingMembers.flag(name, members);
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
      case "session" -> new SessionSelector.OfLogin(EndingMembers.login(name, members));
      case "except_session" -> new SessionSelector.AllButLogin(EndingMembers.login(name, members));
      case "all" -> {
        if (!EndingMembers.flag(name, members)) {
          throw EndingMembers.wrong(name, "true");
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
        .orElseThrow(() -> EndingMembers.wrong(name, "a socket id such as \"123.456\""));
  }
}
