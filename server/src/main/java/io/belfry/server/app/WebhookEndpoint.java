package io.belfry.server.app;

import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.server.setting.Setting;
import io.belfry.server.setting.Setting.Settings;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where an app is told what happens on its channels and to its users.
 *
 * <p>Thread: immutable.
 *
 * @param id what operators and the outbox know it by: its host and eight hexadecimal digits of the
 *     hash of its URL; a second one of the same URL has {@code -2} behind it. It stays the same
 *     when the order of the list changes, and shows nothing of the URL's path or query
 * @param url where requests go
 * @param types what it is told
 * @param headers sent with each request; their values may be secret
 * @param settings all else, of what {@link WebhookSettings} lists
 * @see "rules HOOK-055, HOOK-056, HOOK-058, HOOK-092, HOOK-094"
 */
public record WebhookEndpoint(
    String id, URI url, Set<Type> types, List<Header> headers, Settings settings) {
  /** Takes copies. */
  public WebhookEndpoint {
    types = Set.copyOf(types);
    headers = List.copyOf(headers);
  }

  /**
   * The endpoint that these settings make.
   *
   * @param settings with a URL
   */
  public static WebhookEndpoint of(Settings settings) {
    URI url = settings.of(WebhookSettings.URL).orElseThrow();
    Set<Type> types = Set.copyOf(settings.of(WebhookSettings.EVENT_TYPES));
    return new WebhookEndpoint(
        WebhookUrl.id(url),
        url,
        types.isEmpty() ? Type.standard() : types,
        settings.of(WebhookSettings.HEADERS),
        settings);
  }

  /**
   * Begins an endpoint.
   *
   * @param url where requests go: http or https, without a user name
   */
  public static Builder builder(String url) {
    return new Builder(url);
  }

  /** The same endpoints in the same order, each with an id of its own. */
  public static List<WebhookEndpoint> distinct(List<WebhookEndpoint> endpoints) {
    Set<String> ids = new HashSet<>();
    List<WebhookEndpoint> distinct = new ArrayList<>();
    for (WebhookEndpoint endpoint : endpoints) {
      String id = endpoint.id;
      for (int i = 2; !ids.add(id); i++) {
        id = endpoint.id + "-" + i;
      }
      distinct.add(
          new WebhookEndpoint(
              id, endpoint.url, endpoint.types, endpoint.headers, endpoint.settings));
    }
    return List.copyOf(distinct);
  }

  /** Whether it is told of events of that type. */
  public boolean wants(Type type) {
    return settings.of(WebhookSettings.ENABLED) && types.contains(type);
  }

  /** Whether it is told of events about that channel: all of its filters have to be met. */
  public boolean matches(String channel) {
    return channel.startsWith(settings.of(WebhookSettings.FILTER_PREFIX))
        && channel.endsWith(settings.of(WebhookSettings.FILTER_SUFFIX))
        && settings
            .of(WebhookSettings.FILTER_PATTERN)
            .map(pattern -> pattern.isFoundIn(channel))
            .orElse(true);
  }

  /** Without what may be secret. */
  @Override
  public String toString() {
    return id;
  }

  /**
   * A field of requests.
   *
   * @param name as it is sent
   * @param value which is shown nowhere
   */
  public record Header(String name, String value) {
    @Override
    public String toString() {
      return name + ": ***";
    }
  }

  /**
   * Makes an endpoint, with the judgement and the sentences of the configuration file.
   *
   * <pre>{@code
   * WebhookEndpoint.builder("https://example.com/hooks")
   *     .types(Type.CHANNEL_OCCUPIED, Type.CHANNEL_VACATED)
   *     .header("Authorization", token)
   *     .set(WebhookSettings.VACATED_DELAY, Duration.ofSeconds(10))
   *     .build()
   * }</pre>
   *
   * <p>Thread: confined to its caller.
   */
  public static final class Builder {
    private static final String OF_WEBHOOKS = "apps[].webhooks[].";

    private final Settings.Builder settings = Settings.builder();
    private final List<String> headers = new ArrayList<>();

    private Builder(String url) {
      settings.setTexts(WebhookSettings.URL, List.of(url));
    }

    /** Names what it is told; the seven of hosted Channels unless any are named. */
    public Builder types(Type... types) {
      return set(WebhookSettings.EVENT_TYPES, Arrays.asList(types));
    }

    /** Adds a field to each request. */
    public Builder header(String name, String value) {
      headers.add(name + ": " + value);
      return this;
    }

    /**
     * Sets one of {@link WebhookSettings}.
     *
     * @throws IllegalArgumentException if it is no setting of a webhook
     */
    public <T> Builder set(Setting<T> setting, T value) {
      if (!setting.path().startsWith(OF_WEBHOOKS)) {
        throw new IllegalArgumentException(setting.path() + " is no setting of a webhook.");
      }
      settings.set(setting, value);
      return this;
    }

    /**
     * The endpoint.
     *
     * @throws IllegalArgumentException if anything is wrong with it; the message has all of it, a
     *     line each
     */
    public WebhookEndpoint build() {
      if (!headers.isEmpty()) {
        settings.setTexts(WebhookSettings.HEADERS, headers);
      }
      if (!settings.mistakes().isEmpty()) {
        throw new IllegalArgumentException(
            "webhook: " + String.join("\nwebhook: ", settings.mistakes()));
      }
      return of(settings.build());
    }
  }
}
