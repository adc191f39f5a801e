package io.belfry.server.config.file;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Words that somebody else was to replace: a template's {@code ${NAME}}, a reference into a vault,
 * an example's {@code changeme}. Taken as they stand they would be a value that everybody knows.
 *
 * <p>Thread: stateless.
 *
 * @see "rules LIM-061, THR-46"
 */
final class Placeholder {
  private static final Pattern TEMPLATE =
      Pattern.compile(
          "\\$\\{|\\$\\(.*\\)|\\{\\{.*}}|^\\$[A-Za-z_]\\w*$|^%[A-Za-z_]\\w*%$|^<%.*%>$");
  private static final Pattern REFERENCE =
      Pattern.compile(
          "^(env|file|vault|op|aws-sm|gcp-sm|ref\\+[a-z]+|arn:aws):|^/run/secrets/|^ENC\\[");
  private static final Pattern SAME_CHARACTER = Pattern.compile("(.)\\1*");
  private static final Pattern IN_ANGLES = Pattern.compile("<.*>");
  private static final Pattern KNOWN =
      Pattern.compile(
          "changeme|changeit|changethis|replaceme|replacethis|yoursecret"
              + "|yoursecrethere|yourappsecret|password|placeholder|todo|fixme");

  private Placeholder() {}

  /** Whether a text waits for somebody to fill in a value. */
  static boolean isIn(String text) {
    return TEMPLATE.matcher(text).find();
  }

  /** Whether a secret is where it is to be found, and not the secret itself. */
  static boolean isReference(String secret) {
    return REFERENCE.matcher(secret).find();
  }

  /** Whether a secret is one that stands in examples. */
  static boolean isKnown(String secret) {
    String letters = secret.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    return SAME_CHARACTER.matcher(secret).matches()
        || IN_ANGLES.matcher(secret).matches()
        || (letters.startsWith("changeme") && secret.length() < 32)
        || (KNOWN.matcher(letters).matches()
            && secret.chars().filter(Character::isDigit).count() <= 4);
  }
}
