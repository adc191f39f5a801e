package io.belfry.spring;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers at the auth endpoints whoever is not logged in, before Spring Security sends them to a
 * log-in page, which no client of Belfry can use, and remembers the request for afterwards. Whoever
 * is logged in goes on to the application's own rules.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule HTTP-238"
 */
final class StrangersFilter extends OncePerRequestFilter {
  private final RequestMatcher endpoints;

  StrangersFilter(RequestMatcher endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (request.getUserPrincipal() != null || !endpoints.matches(request)) {
      chain.doFilter(request, response);
    } else {
      AuthExchange.write(AuthAnswers.NOBODY, response);
    }
  }
}
