package io.belfry.spring;

import io.belfry.rest.Pusher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Hands the CSRF token to the script of the application's own page, as the parameter of a form: so
 * it is read as it was masked, whatever the application does with headers. Pages of other origins
 * cannot read the answer unless the application's CORS lets them.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule HTTP-239"
 */
@Controller
@RequestMapping("${belfry.auth.path:" + BelfryProperties.DEFAULT_PATH + "}")
class CsrfEndpoint {
  @GetMapping("/csrf")
  void token(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Object token = request.getAttribute(CsrfToken.class.getName());
    String json =
        token instanceof CsrfToken csrf
            ? "{\"parameterName\":"
                + Pusher.jsonString(csrf.getParameterName())
                + ",\"token\":"
                + Pusher.jsonString(csrf.getToken())
                + "}"
            : "{}";
    AuthExchange.write(AuthAnswer.signed(json), response);
  }
}
