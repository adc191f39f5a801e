package io.belfry.e2e;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.belfry.rest.ChannelAuth;
import io.belfry.rest.Event;
import io.belfry.rest.PresenceData;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.rest.UserData;
import java.util.List;
import java.util.Map;

/**
 * Our own server library, as one SDK among the others.
 *
 * <p>Thread: thread-safe.
 */
final class BelfryRestSdk implements ServerSdk.OfUsers {
  private static final Gson GSON = new Gson();

  private final Pusher pusher;

  BelfryRestSdk(Account account) {
    pusher =
        new Pusher(
            RestOptions.of(
                    "http://127.0.0.1:" + account.port(),
                    account.appId(),
                    account.key(),
                    account.secret())
                .withEncryptionMasterKey(Account.MASTER_KEY));
  }

  @Override
  public void trigger(List<String> channels, String event, Map<String, String> data) {
    pusher.trigger(channels, event, GSON.toJson(data));
  }

  @Override
  public void triggerExcept(
      String socketId, String channel, String event, Map<String, String> data) {
    pusher.trigger(Event.of(channel, event, GSON.toJson(data)).excluding(socketId));
  }

  @Override
  public void triggerBatch(List<BatchedEvent> batch) {
    pusher.triggerBatch(
        batch.stream()
            .map(each -> Event.of(each.channel(), each.name(), GSON.toJson(each.data())))
            .toList());
  }

  @Override
  public JsonObject channels(String prefix, String info) {
    return json(pusher.get("/channels", Map.of("filter_by_prefix", prefix, "info", info)));
  }

  @Override
  public JsonObject channel(String channel, String info) {
    return json(pusher.get("/channels/" + channel, Map.of("info", info)));
  }

  @Override
  public JsonObject users(String channel) {
    return json(pusher.get("/channels/" + channel + "/users"));
  }

  @Override
  public JsonObject authorize(String socketId, String channel) {
    return json(pusher.authorizeChannel(socketId, channel).toJson());
  }

  @Override
  public JsonObject authorizeMember(String socketId, String channel, Member member) {
    PresenceData data = PresenceData.of(member.id()).withUserInfo(name(member));
    return json(pusher.authorizeChannel(socketId, channel, data).toJson());
  }

  /** Signs what another SDK has written. */
  ChannelAuth authorizeVerbatim(String socketId, String channel, String channelData) {
    return pusher.authorizeChannelVerbatim(socketId, channel, channelData);
  }

  @Override
  public JsonObject authenticateUser(String socketId, Member user) {
    UserData data = UserData.of(user.id()).withUserInfo(name(user));
    return json(pusher.authenticateUser(socketId, data).toJson());
  }

  /** Signs what another SDK has written. */
  String authenticateVerbatim(String socketId, String userData) {
    return pusher.authenticateUserVerbatim(socketId, userData).toJson();
  }

  private static String name(Member member) {
    return GSON.toJson(Map.of("name", member.name()));
  }

  @Override
  public void sendToUser(String userId, String event, Map<String, String> data) {
    pusher.sendToUser(userId, event, GSON.toJson(data));
  }

  @Override
  public void terminate(String userId) {
    pusher.terminateUserConnections(userId);
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
