package io.belfry.cli.access;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * The variable {@code BELFRY_URL}: an address, or {@code SCHEME://KEY:SECRET@HOST:PORT/apps/APP_ID}
 * with everything in it. Empty parts are not said.
 *
 * <p>Thread: immutable.
 *
 * @param server address
 * @param id of the app
 * @param key of the app
 * @param secret of the key
 */
record UrlApp(String server, String id, String key, String secret) {
  private static final String APPS = "/apps/";

  static UrlApp of(String url) throws NoAccess {
    if (!url.contains("@")) {
      return new UrlApp(url, "", "", "");
    }
    try {
      URI uri = new URI(url);
      String user = uri.getUserInfo() == null ? "" : uri.getUserInfo();
      String path = uri.getRawPath() == null ? "" : uri.getRawPath();
      int colon = user.indexOf(':');
      int apps = path.lastIndexOf(APPS);
      if (colon > 0 && apps >= 0 && uri.getHost() != null) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return new UrlApp(
            uri.getScheme() + "://" + uri.getHost() + port + path.substring(0, apps),
            path.substring(apps + APPS.length()),
            user.substring(0, colon),
            user.substring(colon + 1));
      }
    } catch (URISyntaxException e) {
      // Its message would show the secret.
    }
    throw new NoAccess(
        "BELFRY_URL has another form. Expected https://HOST, or"
            + " SCHEME://KEY:SECRET@HOST:PORT/apps/APP_ID.");
  }

  @Override
  public String toString() {
    return "UrlApp[***]";
  }
}
