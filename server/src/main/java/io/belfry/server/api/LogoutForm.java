package io.belfry.server.api;

import io.belfry.server.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The form in which a logout token comes; what else is in it is passed over.
 *
 * <p>Thread: stateless.
 *
 * @see "rule USR-058; OpenID Connect Back-Channel Logout 1.0, section 2.5"
 */
final class LogoutForm {
  /** So much of it may be other fields and the name of this one. */
  static final long MAX_BYTES_BESIDE = 1_024;

  private static final String TYPE = "application/x-www-form-urlencoded";
  private static final String NAME = "logout_token=";

  private LogoutForm() {}

  /** Whether the head says that the body is one. */
  static boolean isIn(Request head) {
    String type = head.headers().getOrDefault("content-type", "");
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT).equals(TYPE);
  }

  /** The token; empty when there is none, or more than one. */
  static Optional<String> token(byte[] body) {
    // What is no ASCII is no token, whatever it is read as.
    String form = new String(body, StandardCharsets.ISO_8859_1);
    String found = null;
    for (String field : form.split("&", -1)) {
      if (field.startsWith(NAME)) {
        if (found != null) {
          return Optional.empty();
        }
        found = field.substring(NAME.length());
      }
    }
    return Optional.ofNullable(found).flatMap(Percent::decode).filter(text -> !text.isEmpty());
  }
}
