package io.belfry.e2e;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.belfry.rest.PresenceData;
import io.belfry.rest.Pusher;
import io.belfry.rest.UserData;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A server that tells an application everything, and a user who makes it do so.
 *
 * <p>Thread: confined to the test.
 */
final class WebhookScene implements AutoCloseable {
  static final String ENCRYPTED = "private-encrypted-room";
  private static final String ROOM = "presence-room";
  private static final JsonObject SAID =
      json("{\"text\":\"é \\u2028 \\uD83D\\uDE00 \\\" \\\\ / </script>\"}");

  static final String TYPES =
      "channel_occupied, channel_vacated, member_added, member_removed, client_event, cache_miss,"
          + " subscription_count, user_online, user_offline";

  final WebhookInbox receiver = new WebhookInbox();
  final Belfry belfry;

  /**
   * A server whose only endpoint is the receiver.
   *
   * @param dataDir where it keeps what waits
   * @param further a setting of the endpoint, such as {@code "batch: {enabled: true}"}
   */
  WebhookScene(Path dataDir, String further) {
    belfry =
        Belfry.startIn(
            dataDir,
            "subscription_count: {enabled: true, broadcast: true}",
            "webhooks:",
            "  - url: " + receiver.url(),
            "    event_types: [" + TYPES + "]",
            "    vacated_delay_ms: 0",
            "    member_removed_delay_ms: 0",
            "    user_offline_delay_ms: 0",
            "    " + further);
  }

  /** Does what raises an event of each type, and waits until all have come. */
  List<WebhookInbox.Request> ofEachType() {
    Pusher backend = belfry.encryptingBackend();
    // A connection for each channel: each is told of its counts between what it waits for.
    try (WireSubscriber news = new WireSubscriber(belfry);
        WireSubscriber cache = new WireSubscriber(belfry);
        WireSubscriber room = new WireSubscriber(belfry);
        WireSubscriber quiet = new WireSubscriber(belfry);
        WireSubscriber sealed = new WireSubscriber(belfry);
        WireSubscriber ada = new WireSubscriber(belfry)) {
      news.join("news");
      cache.join("cache-news");
      PresenceData member = PresenceData.of("ada");
      room.joinWith(ROOM, json(backend.authorizeChannel(room.socketId(), ROOM, member).toJson()));
      room.send("client-typing", ROOM, SAID);
      join(quiet, "private-room", backend);
      quiet.send("client-typing", "private-room", SAID);
      join(sealed, ENCRYPTED, backend);
      ada.signinWith(json(backend.authenticateUser(ada.socketId(), UserData.of("ada")).toJson()));
    }
    return receiver.until(
        all -> names(all).containsAll(List.of(TYPES.split(", ", -1))) && hasEnded(all, ENCRYPTED));
  }

  private static Set<String> names(List<WebhookInbox.Request> requests) {
    return requests.stream()
        .flatMap(request -> request.names().stream())
        .collect(Collectors.toSet());
  }

  private static boolean hasEnded(List<WebhookInbox.Request> requests, String channel) {
    return requests.stream()
        .anyMatch(
            request -> request.isAbout(channel) && request.names().contains("channel_vacated"));
  }

  private static void join(WireSubscriber subscriber, String channel, Pusher backend) {
    subscriber.joinWith(
        channel, json(backend.authorizeChannel(subscriber.socketId(), channel).toJson()));
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  @Override
  public void close() {
    belfry.close();
    receiver.close();
  }
}
