package io.belfry.spring;

import io.belfry.rest.AuthRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Answers what clients ask by POST, and hands out the script that asks it.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-230, HTTP-235"
 */
@Controller
@RequestMapping("${belfry.auth.path:" + BelfryProperties.DEFAULT_PATH + "}")
class AuthEndpoints {
  static final String SCRIPT = "/belfry.js";

  private static final int BAD_REQUEST = 400;

  private final AuthAnswers answers;

  AuthEndpoints(AuthAnswers answers) {
    this.answers = answers;
  }

  @PostMapping("/user-auth")
  void user(HttpServletRequest request, HttpServletResponse response) throws IOException {
    AuthExchange.write(answer(request, answers::user), response);
  }

  @PostMapping("/auth")
  void channel(HttpServletRequest request, HttpServletResponse response) throws IOException {
    AuthExchange.write(answer(request, answers::channel), response);
  }

  @GetMapping(SCRIPT)
  void script(HttpServletResponse response) throws IOException {
    writeScript(response);
  }

  static void writeScript(HttpServletResponse response) throws IOException {
    try (InputStream file = AuthEndpoints.class.getResourceAsStream("belfry.js")) {
      if (file == null) {
        throw new IllegalStateException("The jar of the starter lacks belfry.js.");
      }
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      AuthExchange.write(HttpServletResponse.SC_OK, "text/javascript", text, response);
    }
  }

  static AuthAnswer answer(HttpServletRequest request, AuthAnswers.Question asked) {
    AuthRequest read;
    try {
      read = AuthExchange.read(request);
    } catch (IllegalArgumentException e) {
      return AuthAnswer.refused(BAD_REQUEST, String.valueOf(e.getMessage()));
    }
    return asked.ask(request.getUserPrincipal(), read, request.getSession(false));
  }
}
