package io.belfry.spring.embedded;

import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

/**
 * Who is logged in, by what Spring Security keeps in a session.
 *
 * <p>Thread: stateless.
 *
 * @see "rule HTTP-243"
 */
final class LoggedIn {
  /** The attribute of a session in which it is kept. */
  static final String ATTRIBUTE = HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY;

  private LoggedIn() {}

  /** Who that is; null for nobody. */
  static @Nullable Principal of(@Nullable Object attribute) {
    Authentication who =
        attribute instanceof SecurityContext context ? context.getAuthentication() : null;
    return who == null || who instanceof AnonymousAuthenticationToken || !who.isAuthenticated()
        ? null
        : who;
  }
}
