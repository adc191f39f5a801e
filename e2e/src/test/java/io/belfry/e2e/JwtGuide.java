package io.belfry.e2e;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of JavaScript that the guide shows for signing in with a JWT, in the parts that a test
 * needs: it makes its client with options of its own.
 *
 * <p>Thread: immutable.
 *
 * @param option how the client is told where its tokens come from
 * @param renewal what renews a sign-in
 */
record JwtGuide(String option, String renewal) {
  private static final Pattern OPTION =
      Pattern.compile("userAuthentication: \\{.*?\\n  \\},", Pattern.DOTALL);
  private static final String RENEWAL = "pusher.bind(\"belfry:token_expiring\"";

  /** As the page has them. */
  static JwtGuide ofThePage() {
    String lines =
        JsSnippet.ofThePages().stream()
            .filter(snippet -> snippet.place().startsWith("signing-in-with-a-jwt"))
            .filter(JsSnippet::makesAClient)
            .findFirst()
            .orElseThrow()
            .text();
    Matcher option = OPTION.matcher(lines);
    if (!option.find() || !lines.contains(RENEWAL)) {
      throw new AssertionError("The guide shows something else: " + lines);
    }
    return new JwtGuide(option.group(), lines.substring(lines.indexOf(RENEWAL)));
  }
}
