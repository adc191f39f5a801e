package io.belfry.spring.embedded;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code belfry.embedded.*}. The app has those of {@code belfry.*}.
 *
 * <p>Thread: immutable.
 *
 * @param enabled Whether the server runs in this application.
 * @param port Port that clients connect to. 0 takes a free one, which local.belfry.port tells.
 * @param host Address to listen on.
 * @param allowedOrigins Origins whose pages may connect, and are known by the cookie of a session:
 *     the application's own, such as https://shop.example.com. Without any, pages of all origins
 *     may connect, and only those of the server's own host and port are known by a cookie.
 * @param clientEventsEnabled Whether clients may send events to each other.
 * @param sessionCookie Name of the cookie that leads to the session. By default that of the servlet
 *     container, or of Spring Session.
 */
@ConfigurationProperties("belfry.embedded")
public record EmbeddedProperties(
    @DefaultValue("false") boolean enabled,
    @DefaultValue("6001") int port,
    @DefaultValue("0.0.0.0") String host,
    @DefaultValue List<String> allowedOrigins,
    @DefaultValue("false") boolean clientEventsEnabled,
    @Nullable String sessionCookie) {
  /** Takes a copy of the origins. */
  public EmbeddedProperties {
    allowedOrigins = List.copyOf(allowedOrigins);
  }
}
