package io.belfry.e2e;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * A server SDK in another language, behind its driver.
 *
 * <p>Thread: thread-safe.
 */
final class DrivenServerSdk implements ServerSdk.OfUsers, ServerSdk.OfAnyPath {
  private static final Gson GSON = new Gson();

  private final SdkProgram driver;

  /** Has the driver forget the server it knew, and know this one. */
  DrivenServerSdk(SdkProgram driver, Account account) {
    this.driver = driver;
    ask(
        "open",
        Map.of(
            "port", account.port(),
            "appId", account.appId(),
            "key", account.key(),
            "secret", account.secret(),
            "encryptionMasterKeyBase64", Account.MASTER_KEY));
  }

  @Override
  public void trigger(List<String> channels, String event, Map<String, String> data) {
    ask("trigger", Map.of("channels", channels, "event", event, "data", data));
  }

  @Override
  public void triggerExcept(
      String socketId, String channel, String event, Map<String, String> data) {
    ask(
        "triggerExcept",
        Map.of("socketId", socketId, "channel", channel, "event", event, "data", data));
  }

  @Override
  public void triggerBatch(List<BatchedEvent> batch) {
    ask("triggerBatch", Map.of("batch", batch));
  }

  @Override
  public JsonObject channels(String prefix, String info) {
    return ask("channels", Map.of("prefix", prefix, "info", info));
  }

  @Override
  public JsonObject channel(String channel, String info) {
    return ask("channel", Map.of("channel", channel, "info", info));
  }

  @Override
  public JsonObject users(String channel) {
    return ask("users", Map.of("channel", channel));
  }

  @Override
  public JsonObject authorize(String socketId, String channel) {
    return ask("authorize", Map.of("socketId", socketId, "channel", channel));
  }

  @Override
  public JsonObject authorizeMember(String socketId, String channel, Member member) {
    return ask(
        "authorizeMember",
        Map.of(
            "socketId",
            socketId,
            "channel",
            channel,
            "userId",
            member.id(),
            "userName",
            member.name()));
  }

  @Override
  public JsonObject authenticateUser(String socketId, Member user) {
    return ask(
        "authenticateUser",
        Map.of("socketId", socketId, "userId", user.id(), "userName", user.name()));
  }

  @Override
  public void sendToUser(String userId, String event, Map<String, String> data) {
    ask("sendToUser", Map.of("userId", userId, "event", event, "data", data));
  }

  @Override
  public void terminate(String userId) {
    ask("terminate", Map.of("userId", userId));
  }

  @Override
  public JsonObject get(String path, Map<String, String> parameters) {
    return ask("get", Map.of("path", path, "params", parameters));
  }

  @Override
  public JsonObject post(String path, JsonObject body) {
    return ask("post", Map.of("path", path, "body", body));
  }

  /** Has the driver do a step that only this SDK knows. */
  JsonObject ask(String step, Map<String, Object> said) {
    JsonObject line = GSON.toJsonTree(said).getAsJsonObject();
    line.addProperty("step", step);
    JsonObject reply = driver.ask(line);
    if (reply.has("answer")) {
      return reply.getAsJsonObject("answer");
    }
    throw new RefusedException(reply.get("status").getAsInt(), reply.get("error").getAsString());
  }
}
