package io.belfry.client.internal;

import java.io.UnsupportedEncodingException;
import java.net.URLEncoder;

/**
 * Text as it stands in URLs and forms. Android has only the older of two methods for it.
 *
 * <p>Thread: stateless.
 */
public final class UrlText {
  private UrlText() {}

  /** The text as UTF-8 in the form of HTML forms; a blank is a plus sign. */
  @SuppressWarnings("JdkObsolete") // the newer one is what Android has not
  public static String encoded(String text) {
    try {
      return URLEncoder.encode(text, "UTF-8");
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException("This Java has no UTF-8.", e);
    }
  }
}
