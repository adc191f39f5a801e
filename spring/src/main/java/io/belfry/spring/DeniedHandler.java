package io.belfry.spring;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.AccessDeniedHandlerImpl;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Says in words why Spring Security denies a request to the auth endpoints; everywhere else it does
 * what Spring Security does by itself, which asks it for all paths where it has no other.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule HTTP-238"
 */
final class DeniedHandler implements AccessDeniedHandler {
  private static final int FORBIDDEN = 403;

  private final AccessDeniedHandler others = new AccessDeniedHandlerImpl();
  private final RequestMatcher endpoints;

  DeniedHandler(RequestMatcher endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
      throws IOException, ServletException {
    if (!endpoints.matches(request)) {
      others.handle(request, response, denied);
    } else if (denied instanceof CsrfException) {
      String how =
          "The request has no valid CSRF token. Let the page load belfry.js and use belfry.options.";
      AuthExchange.write(AuthAnswer.refused(FORBIDDEN, how), response);
    } else {
      AuthExchange.write(
          AuthAnswer.refused(FORBIDDEN, "The application does not let this user in."), response);
    }
  }
}
