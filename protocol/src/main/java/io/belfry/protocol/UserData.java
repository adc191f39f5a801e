package io.belfry.protocol;

import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a sign-in says about its user, read from the signed text after the signature was verified.
 *
 * <p>Thread: immutable.
 *
 * @param id who the user is
 * @param userInfo source text of {@code user_info}, null when it is absent
 * @param watchlist users whose presence the user follows, distinct, in the order given
 * @param terms until when it holds, and for what session and device
 * @see "rules WS-037, WS-038, USR-001"
 */
public record UserData(
    UserId id, @Nullable String userInfo, List<UserId> watchlist, SessionTerms terms) {
  /** One that says nothing of the session. */
  public UserData(UserId id, @Nullable String userInfo, List<UserId> watchlist) {
    this(id, userInfo, watchlist, SessionTerms.NONE);
  }

  /** Takes a copy of the watchlist. */
  public UserData {
    watchlist = List.copyOf(watchlist);
  }

  /**
   * Reads the JSON text of a sign-in.
   *
   * @param text the signed text, exactly as received
   * @param maxIdLength longest id, in code points
   * @throws ProtocolException with {@link ErrorCode#SIGNIN_REFUSED} if it is no JSON object or has
   *     no acceptable id
   */
  public static UserData parse(String text, int maxIdLength) {
    UserId id = null;
    String userInfo = null;
    List<UserId> watchlist = List.of();
    SessionTerms terms = SessionTerms.NONE;
    try (ObjectCursor members = ObjectCursor.over(text, ObjectCursor.Strictness.SIGNED)) {
      for (String name = members.next(); name != null; name = members.next()) {
        switch (name) {
          case "id" -> id = id(members.string(), maxIdLength);
          case "user_info" -> userInfo = members.source();
          case "watchlist" -> watchlist = watchlist(members, maxIdLength);
          default -> terms = terms.with(name, members);
        }
      }
    } catch (MalformedJson e) {
      throw refused("user_data is not a JSON object");
    }
    if (id == null) {
      throw refused("user_data must contain a non-empty string id");
    }
    return new UserData(id, userInfo, watchlist, terms);
  }

  private static UserId id(@Nullable String text, int maxLength) {
    return UserId.parse(text == null ? "" : text, maxLength)
        .orElseThrow(() -> refused("user_data must contain a non-empty string id"));
  }

  private static List<UserId> watchlist(ObjectCursor members, int maxIdLength) {
    return members.strings().stream()
        .map(watched -> UserId.parse(watched, maxIdLength))
        .filter(Optional::isPresent)
        .map(Optional::get)
        .distinct()
        .collect(Collectors.toList());
  }

  private static ProtocolException refused(String hint) {
    return new ProtocolException(ErrorCode.SIGNIN_REFUSED, hint);
  }
}
