package io.belfry.protocol.sign;

/**
 * The form of a JWT as it is handed over: three parts of base64url, joined by dots. It tells such a
 * token from {@link AuthToken}, whose key ends at a colon, and says nothing of what is in it.
 *
 * <p>Thread: stateless.
 *
 * @see "rule USR-050"
 */
public final class JwtForm {
  private static final int DOTS = 2;

  private JwtForm() {}

  /**
   * Whether the text has that form. The last part, its signature, may be empty: who leaves it out
   * is to be told of that. It looks no further than to the first character that is in no JWT.
   */
  public static boolean isOf(String text) {
    int dots = 0;
    int partBegin = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        if (i == partBegin || dots == DOTS) {
          return false;
        }
        dots++;
        partBegin = i + 1;
      } else if (!isBase64Url(c)) {
        return false;
      }
    }
    return dots == DOTS;
  }

  private static boolean isBase64Url(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }
}
