package io.belfry.spring;

import io.belfry.rest.UserData;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Names the login session that a user signs in from, so that its end ends its own connections and
 * no others. The name stands in the session, where it outlives changes of the session's id. It is a
 * digest: who knows it does not know the cookie.
 *
 * <p>Thread: stateless.
 *
 * @see "rule HTTP-246"
 */
public final class LoginSessions {
  /** The attribute of a session with the name that connections were signed in by. */
  public static final String ATTRIBUTE = "io.belfry.session";

  /** Begin of the attributes with the name, one for each user who signed in from the session. */
  static final String OF_USER = ATTRIBUTE + "/";

  private static final int DIGEST_BYTES = 18;

  private LoginSessions() {}

  /**
   * The same user, in a session. One that the application names itself stays. The name is put into
   * the session, also as that of the user: another one may go on with the session, as who is
   * impersonated does.
   *
   * <pre>{@code
   * LoginSessions.named(user, session.getId(), session::getAttribute, session::setAttribute)
   * }</pre>
   *
   * @param sessionId as it is now; kept nowhere
   * @throws IllegalStateException if the session has ended meanwhile
   */
  public static UserData named(
      UserData user,
      String sessionId,
      Function<String, @Nullable Object> attributes,
      BiConsumer<String, Object> newAttribute) {
    Object known = attributes.apply(ATTRIBUTE);
    String name = user.session().orElse(known instanceof String text ? text : digest(sessionId));
    if (!name.equals(known)) {
      newAttribute.accept(ATTRIBUTE, name);
    }
    String ofUser = OF_USER + user.id();
    if (!name.equals(attributes.apply(ofUser))) {
      newAttribute.accept(ofUser, name);
    }
    return user.withSession(name);
  }

  private static String digest(String sessionId) {
    try {
      byte[] all =
          MessageDigest.getInstance("SHA-256")
              .digest(("belfry-session:" + sessionId).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(java.util.Arrays.copyOf(all, DIGEST_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
