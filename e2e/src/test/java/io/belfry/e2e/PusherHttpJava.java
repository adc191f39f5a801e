package io.belfry.e2e;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.pusher.rest.Pusher;
import com.pusher.rest.data.Event;
import com.pusher.rest.data.PresenceUser;
import com.pusher.rest.data.Result;
import com.pusher.rest.data.Validity;
import java.util.List;
import java.util.Map;

/**
 * The official Java server SDK. It has no call for users; what it can send them with, its general
 * {@code post}, is here.
 *
 * <p>Thread: thread-safe.
 */
final class PusherHttpJava implements ServerSdk, ServerSdk.OfAnyPath {
  private final Pusher pusher;

  PusherHttpJava(Account account) {
    pusher = new Pusher(account.appId(), account.key(), account.secret(), Account.MASTER_KEY);
    pusher.setHost("127.0.0.1:" + account.port());
    pusher.setEncrypted(false);
  }

  @Override
  public void trigger(List<String> channels, String event, Map<String, String> data) {
    answer(pusher.trigger(channels, event, data));
  }

  @Override
  public void triggerExcept(
      String socketId, String channel, String event, Map<String, String> data) {
    answer(pusher.trigger(channel, event, data, socketId));
  }

  @Override
  public void triggerBatch(List<BatchedEvent> batch) {
    answer(
        pusher.trigger(
            batch.stream()
                .map(event -> new Event(event.channel(), event.name(), event.data()))
                .toList()));
  }

  @Override
  public JsonObject channels(String prefix, String info) {
    return answer(pusher.get("/channels", Map.of("filter_by_prefix", prefix, "info", info)));
  }

  @Override
  public JsonObject channel(String channel, String info) {
    return answer(pusher.get("/channels/" + channel, Map.of("info", info)));
  }

  @Override
  public JsonObject users(String channel) {
    return answer(pusher.get("/channels/" + channel + "/users"));
  }

  @Override
  public JsonObject authorize(String socketId, String channel) {
    return json(pusher.authenticate(socketId, channel));
  }

  @Override
  public JsonObject authorizeMember(String socketId, String channel, Member member) {
    PresenceUser user = new PresenceUser(member.id(), Map.of("name", member.name()));
    return json(pusher.authenticate(socketId, channel, user));
  }

  /** Whether the SDK takes a webhook for one of the server. */
  boolean isValid(WebhookInbox.Request request) {
    return pusher.validateWebhookSignature(
            request.headers().get("X-Pusher-Key"),
            request.headers().get("X-Pusher-Signature"),
            request.body())
        == Validity.VALID;
  }

  /** Posts to a path of the app for which the SDK has no call. */
  JsonObject post(String path, String body) {
    return answer(pusher.post(path, body));
  }

  @Override
  public JsonObject get(String path, Map<String, String> parameters) {
    return answer(pusher.get(path, parameters));
  }

  @Override
  public JsonObject post(String path, JsonObject body) {
    return post(path, body.toString());
  }

  private static JsonObject answer(Result result) {
    if (result.getStatus() != Result.Status.SUCCESS) {
      Integer status = result.getHttpStatus();
      throw new RefusedException(status == null ? 0 : status, result.getMessage());
    }
    return json(result.getMessage());
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
