package io.belfry.server.app;

import io.belfry.server.setting.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Addresses of endpoints: what they have to look like, and what of them may be shown. No sentence
 * repeats one, since its path or its query may be a secret.
 *
 * <p>Thread: stateless.
 *
 * @see "rules HOOK-058, HOOK-090, HOOK-092, HOOK-094"
 */
final class WebhookUrl {
  static final Kind<URI> KIND =
      Kind.TEXT
          .judged(text -> mistake(text).stream().toList())
          .as(WebhookUrl::normal, URI::toString)
          .shownAs(url -> List.of(shown(url)))
          .told("URL", "a URL that begins with https:// or http://");

  private static final int MAX_LENGTH = 2_048;
  private static final int MAX_PORT = 65_535;
  private static final int HASH_LENGTH = 8;

  private WebhookUrl() {}

  /** An endpoint's id, but for what tells two of one URL apart. */
  static String id(URI url) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(url.toString().getBytes(StandardCharsets.UTF_8));
      return host(url) + "-" + HexFormat.of().formatHex(hash).substring(0, HASH_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime has no SHA-256.", e);
    }
  }

  // Colons and brackets of an IPv6 address would have to be escaped in a path.
  private static String host(URI url) {
    return url.getHost()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[\\[\\]]", "")
        .replaceAll("[:%]", "_");
  }

  private static String shown(URI url) {
    boolean hasMore = url.getRawPath().length() > 1 || url.getRawQuery() != null;
    return url.getScheme() + "://" + url.getRawAuthority() + (hasMore ? "/***" : "/");
  }

  private static URI normal(String text) {
    URI url = URI.create(URI.create(text).toASCIIString());
    return URI.create(
        url.toString().replaceFirst("^[A-Za-z]+", url.getScheme().toLowerCase(Locale.ROOT)));
  }

  private static Optional<String> mistake(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.of(" has more than " + MAX_LENGTH + " characters.");
    }
    try {
      return mistake(new URI(text));
    } catch (URISyntaxException e) {
      String place = e.getIndex() < 0 ? "" : " (character " + (e.getIndex() + 1) + ")";
      return Optional.of(
          " is no URL" + place + ". Expected one such as https://example.com/hooks.");
    }
  }

  private static Optional<String> mistake(URI url) {
    String scheme = url.getScheme();
    if (!"https".equalsIgnoreCase(scheme) && !"http".equalsIgnoreCase(scheme)) {
      return Optional.of(" has to begin with https:// or http://.");
    }
    String authority = url.getRawAuthority() == null ? "" : url.getRawAuthority();
    if (authority.indexOf('@') >= 0) {
      return Optional.of(
          " has a user name or a password. Give them as a field of headers or header_files, such as"
              + " Authorization.");
    }
    if (url.getHost() == null) {
      return Optional.of(
          authority.isEmpty()
              ? " has no host. Expected one such as https://example.com/hooks."
              : " has a host that is no name of one. Expected letters, digits, - and . (no _), and"
                  + " umlauts in their xn-- form.");
    }
    if (url.getPort() == 0 || url.getPort() > MAX_PORT || authority.endsWith(":")) {
      return Optional.of(" has a port that is none. Expected 1 to " + MAX_PORT + ".");
    }
    return url.getRawFragment() == null
        ? Optional.empty()
        : Optional.of(" has a # with something behind it, which is never sent. Take it away.");
  }
}
