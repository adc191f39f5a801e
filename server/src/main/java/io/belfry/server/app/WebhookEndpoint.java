package io.belfry.server.app;

import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.server.setting.Setting.Settings;
import java.net.URI;
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
}
