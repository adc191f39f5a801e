package io.belfry.protocol;

import io.belfry.protocol.json.ObjectCursor;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

/**
 * What a sign-in says of its session beside who the user is. A member of another form than expected
 * counts as absent.
 *
 * <p>Thread: immutable.
 *
 * @param expiresAtSeconds until when it holds, in Unix seconds; null for without end
 * @param session name of the application's login session, which its tabs share, 1 to 128 code
 *     points; null when there is none
 * @param device label of the device, 1 to 64 code points; null when there is none
 * @param ignored the first member that was of another form; null when all were right
 * @see "rule USR-001"
 */
public record SessionTerms(
    @Nullable Long expiresAtSeconds,
    @Nullable String session,
    @Nullable String device,
    @Nullable String ignored) {
  /** Nothing is said. */
  public static final SessionTerms NONE = new SessionTerms(null, null, null, null);

  /** Longest name of a login session, in code points. */
  public static final int MAX_SESSION_LENGTH = 128;

  /** Longest label of a device, in code points. */
  public static final int MAX_DEVICE_LENGTH = 64;

  // Thousands of years ahead; so that milliseconds of it are a number.
  private static final long LATEST_SECONDS = 99_999_999_999L;
  private static final String EXP = "exp";
  private static final String SESSION = "session";
  private static final String DEVICE = "device";

  /** The same with that member, if it is one of these. */
  SessionTerms with(String name, ObjectCursor members) {
    return switch (name) {
      case EXP -> {
        Long exp = seconds(members);
        yield new SessionTerms(exp, session, device, ignored(exp, EXP));
      }
      case SESSION -> {
        String text = text(members, MAX_SESSION_LENGTH);
        yield new SessionTerms(expiresAtSeconds, text, device, ignored(text, SESSION));
      }
      case DEVICE -> {
        String text = text(members, MAX_DEVICE_LENGTH);
        yield new SessionTerms(expiresAtSeconds, session, text, ignored(text, DEVICE));
      }
      default -> this;
    };
  }

  private @Nullable String ignored(@Nullable Object value, String name) {
    return value == null && ignored == null ? name : ignored;
  }

  private static @Nullable Long seconds(ObjectCursor members) {
    if (members.kind() != JsonToken.VALUE_NUMBER_INT) {
      return null;
    }
    try {
      return Math.max(0, Math.min(members.parser().getLongValue(), LATEST_SECONDS));
    } catch (JacksonException e) {
      return null;
    }
  }

  private static @Nullable String text(ObjectCursor members, int maxLength) {
    String text = members.string();
    boolean isRight =
        text != null && !text.isEmpty() && text.codePointCount(0, text.length()) <= maxLength;
    return isRight ? text : null;
  }
}
