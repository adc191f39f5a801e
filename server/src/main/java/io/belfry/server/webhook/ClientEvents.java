package io.belfry.server.webhook;

import io.belfry.protocol.Surrogates;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import io.belfry.protocol.webhook.WebhookEvent.ClientEvent;
import io.belfry.server.cluster.Publication;
import java.util.Optional;

/**
 * Makes of a client event, whose text is finished for its receivers, what an application is told.
 *
 * <p>Thread: stateless.
 *
 * @see "rules HOOK-020, HOOK-021, HOOK-024, HOOK-025"
 */
final class ClientEvents {
  private ClientEvents() {}

  /** The event that was said. */
  static ClientEvent of(Publication said) {
    String event = "";
    Optional<String> data = Optional.empty();
    Optional<String> user = Optional.empty();
    try (ObjectCursor members = ObjectCursor.over(said.text(), Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        switch (name) {
          case "event" -> event = text(members).orElse("");
          case "data" -> data = text(members);
          case "user_id" -> user = text(members);
          default -> {}
        }
      }
    }
    return new ClientEvent(said.channel().text(), event, data, socketId(said), user);
  }

  private static Optional<String> socketId(Publication said) {
    return Optional.ofNullable(said.excluded()).map(socket -> socket.text());
  }

  private static Optional<String> text(ObjectCursor members) {
    return Optional.ofNullable(members.string()).map(ClientEvents::whole);
  }

  // An escape can hold half of a character, and UTF-8 cannot.
  private static String whole(String text) {
    if (!Surrogates.hasLone(text)) {
      return text;
    }
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> isHalf(point) ? '\uFFFD' : point)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }

  private static boolean isHalf(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }
}
