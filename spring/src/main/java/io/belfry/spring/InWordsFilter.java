package io.belfry.spring;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers in words where Spring Security sends a client of Belfry to a page, such as the one for
 * sessions that have ended: no client can use it. The script is for everybody.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule HTTP-238"
 */
final class InWordsFilter extends OncePerRequestFilter {
  private static final AuthAnswer SENT_ELSEWHERE =
      AuthAnswer.refused(
          HttpServletResponse.SC_FORBIDDEN,
          "The application sends this request to another page, as it does when nobody is logged in"
              + " or the session has ended. Log in to the application first.");

  private final RequestMatcher endpoints;
  private final RequestMatcher script;

  InWordsFilter(RequestMatcher endpoints, RequestMatcher script) {
    this.endpoints = endpoints;
    this.script = script;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (script.matches(request)) {
      AuthEndpoints.writeScript(response);
    } else {
      chain.doFilter(request, endpoints.matches(request) ? new InWords(response) : response);
    }
  }

  /** Says no instead of where to go. */
  private static final class InWords extends HttpServletResponseWrapper {
    InWords(HttpServletResponse response) {
      super(response);
    }

    @Override
    public void sendRedirect(String location) throws IOException {
      AuthExchange.write(SENT_ELSEWHERE, this);
    }

    @Override
    public void sendRedirect(String location, int status, boolean isCleared) throws IOException {
      AuthExchange.write(SENT_ELSEWHERE, this);
    }
  }
}
