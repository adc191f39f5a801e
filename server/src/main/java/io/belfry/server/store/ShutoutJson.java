package io.belfry.server.store;

import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.server.store.Shutout.Block;
import io.belfry.server.store.Shutout.Revocation;
import io.belfry.server.store.Shutout.Revoked;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Who is shut out, as text: so it is kept and told to nodes. What a later version adds is passed
 * over, and what it adds as a kind of its own is read as nothing.
 *
 * <p>Thread: stateless.
 */
final class ShutoutJson {
  private ShutoutJson() {}

  /** Writes it in UTF-8. */
  static byte[] write(Shutout shutout) {
    return Json.object(
        json -> {
          json.writeStringProperty("app", shutout.appId());
          json.writeNumberProperty("since_ms", shutout.sinceMillis());
          json.writeNumberProperty("until_ms", shutout.untilMillis());
          String reason = shutout.reason();
          if (reason != null) {
            json.writeStringProperty("reason", reason);
          }
          switch (shutout) {
            case Block block -> {
              json.writeStringProperty("kind", "block");
              json.writeStringProperty("user", block.user().text());
            }
            case Revocation revocation -> {
              json.writeStringProperty("id", revocation.id());
              json.writeBooleanProperty("reconnect", revocation.comesBack());
              switch (revocation.revoked()) {
                case Revoked.LoginSession of -> {
                  json.writeStringProperty("kind", "login");
                  json.writeStringProperty("session", of.name());
                }
                case Revoked.Token token -> {
                  json.writeStringProperty("kind", "token");
                  json.writeStringProperty("jti", token.jti());
                }
                case Revoked.IssuedBefore before -> {
                  json.writeStringProperty("kind", "issued_before");
                  json.writeStringProperty("user", before.user().text());
                  json.writeNumberProperty("before_ms", before.millis());
                }
              }
            }
          }
        });
  }

  /** Reads what {@link #write} wrote; empty when it is none, or of a kind not known here. */
  static Optional<Shutout> read(byte[] utf8) {
    Map<String, String> members = new HashMap<>();
    try (ObjectCursor cursor = ObjectCursor.over(utf8, ObjectCursor.Strictness.OPAQUE)) {
      for (String name = cursor.next(); name != null; name = cursor.next()) {
        String text = cursor.kind() == JsonToken.VALUE_STRING ? cursor.string() : cursor.source();
        if (text != null) {
          members.put(name, text);
        }
      }
      return of(members);
    } catch (MalformedJson | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Shutout> of(Map<String, String> members) {
    String app = members.getOrDefault("app", "");
    String reason = members.get("reason");
    long since = number(members, "since_ms");
    long until = number(members, "until_ms");
    if (members.getOrDefault("kind", "").equals("block")) {
      return user(members).map(user -> new Block(app, user, since, until, reason));
    }
    String id = members.getOrDefault("id", "");
    boolean comesBack = Boolean.parseBoolean(members.get("reconnect"));
    return revoked(members)
        .map(revoked -> new Revocation(app, id, revoked, since, until, comesBack, reason));
  }

  private static Optional<? extends Revoked> revoked(Map<String, String> members) {
    return switch (members.getOrDefault("kind", "")) {
      case "login" -> Optional.ofNullable(members.get("session")).map(Revoked.LoginSession::new);
      case "token" -> Optional.ofNullable(members.get("jti")).map(Revoked.Token::new);
      case "issued_before" ->
          user(members).map(user -> new Revoked.IssuedBefore(user, number(members, "before_ms")));
      default -> Optional.empty();
    };
  }

  private static Optional<UserId> user(Map<String, String> members) {
    return UserId.parse(members.getOrDefault("user", ""), Integer.MAX_VALUE);
  }

  private static long number(Map<String, String> members, String name) {
    @Nullable String text = members.get(name);
    return text == null ? 0 : Long.parseLong(text);
  }
}
