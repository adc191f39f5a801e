package io.belfry.spring;

import io.belfry.rest.JsonpAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Answers the JSONP transport of pusher-js, where the application has switched it on. It carries no
 * CSRF token, and any page can read what a visitor is answered: CORS with credentials is better.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule HTTP-236"
 */
@Controller
@RequestMapping("${belfry.auth.path:" + BelfryProperties.DEFAULT_PATH + "}")
class JsonpEndpoints {
  private static final int BAD_REQUEST = 400;

  private final AuthAnswers answers;

  JsonpEndpoints(AuthAnswers answers) {
    this.answers = answers;
  }

  @GetMapping("/user-auth")
  void user(HttpServletRequest request, HttpServletResponse response) throws IOException {
    write(request, response, answers::user);
  }

  @GetMapping("/auth")
  void channel(HttpServletRequest request, HttpServletResponse response) throws IOException {
    write(request, response, answers::channel);
  }

  private static void write(
      HttpServletRequest request, HttpServletResponse response, AuthAnswers.Question asked)
      throws IOException {
    AuthAnswer answer = AuthEndpoints.answer(request, asked);
    if (!answer.isSigned()) {
      AuthExchange.write(answer, response);
      return;
    }
    String callback = request.getParameter("callback");
    String script;
    try {
      script = JsonpAnswer.of(callback == null ? "" : callback, answer.json()).body();
    } catch (IllegalArgumentException e) {
      AuthExchange.write(AuthAnswer.refused(BAD_REQUEST, String.valueOf(e.getMessage())), response);
      return;
    }
    AuthExchange.write(answer.status(), JsonpAnswer.CONTENT_TYPE, script, response);
  }
}
