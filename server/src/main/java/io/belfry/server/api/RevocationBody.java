package io.belfry.server.api;

import io.belfry.protocol.UserId;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.cluster.ClusterMessage.Ending;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import io.belfry.server.store.Shutout.Revoked;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which sign-ins are to be revoked. Whatever is not understood refuses the whole, so that a
 * mistyped narrowing never widens.
 *
 * <p>Thread: immutable.
 *
 * @param revoked which
 * @param ending what their clients are told
 * @see "rule USR-045"
 */
record RevocationBody(Revoked revoked, Ending ending) {
  private static final int MAX_JTI_LENGTH = 255;
  private static final long MOST_AHEAD_MILLIS = 60_000;

  /** Confined to one reading. */
  private static final class ReadMembers {
    private @Nullable String session;
    private @Nullable String jti;
    private @Nullable UserId user;
    private @Nullable Long issuedBefore;
    private boolean comesBack;
    private @Nullable String reason;
  }

  /** Reads a body; throws {@link ApiError} with what is wrong. */
  static RevocationBody parse(byte[] body, Limits limits, long nowMillis) {
    ReadMembers found = new ReadMembers();
    try (ObjectCursor members = ObjectCursor.over(body, ObjectCursor.Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        switch (name) {
          case "session" -> found.session = EndingMembers.login(name, members);
          case "user_id" -> found.user = user(members, limits);
          case "issued_before_ms" -> found.issuedBefore = issuedBefore(members, nowMillis);
          case "reconnect" -> found.comesBack = EndingMembers.flag(name, members);
          case "reason" -> found.reason = EndingMembers.reason(members);
          case "jti" -> found.jti = EndingMembers.text(name, members, MAX_JTI_LENGTH);
          default ->
              throw ApiReason.SELECTOR_INVALID.saying(
                  "A member of the body is not known here. Expected jti, or session, or user_id and"
                      + " perhaps issued_before_ms, and perhaps reason and reconnect.");
        }
      }
    } catch (MalformedJson e) {
      throw EventBody.bodyInvalid(body, e);
    }
    return new RevocationBody(revoked(found, nowMillis), new Ending(found.comesBack, found.reason));
  }

  private static Revoked revoked(ReadMembers found, long nowMillis) {
    List<Revoked> all = new ArrayList<>(1);
    if (found.jti != null) {
      all.add(new Revoked.Token(found.jti));
    }
    if (found.session != null) {
      all.add(new Revoked.LoginSession(found.session));
    }
    Long before = found.issuedBefore;
    if (found.user != null) {
      all.add(new Revoked.IssuedBefore(found.user, before == null ? nowMillis : before));
    }
    if (all.size() != 1 || (before != null && found.user == null)) {
      throw ApiReason.SELECTOR_INVALID.saying(
          "Expected exactly one of jti, session and user_id; issued_before_ms goes with user_id.");
    }
    return all.getFirst();
  }

  private static UserId user(ObjectCursor members, Limits limits) {
    String text = members.string();
    return UserPath.user(text == null ? "" : text, limits);
  }

  private static long issuedBefore(ObjectCursor members, long nowMillis) {
    long millis = EndingMembers.whole(members);
    if (millis < 0 || millis > nowMillis + MOST_AHEAD_MILLIS) {
      throw EndingMembers.wrong(
          "issued_before_ms",
          "Unix time in milliseconds, at most a minute ahead of now, which is " + nowMillis);
    }
    return millis;
  }
}
