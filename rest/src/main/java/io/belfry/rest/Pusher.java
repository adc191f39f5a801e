package io.belfry.rest;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * An app, as its own backend sees it: says who users are, lets them into channels, sends events,
 * ends connections.
 *
 * <pre>{@code
 * Pusher pusher = new Pusher(RestOptions.of("https://push.example.com", "1", "app-key", "app-secret"));
 * String answer = pusher.authenticateUser(socketId, UserData.of("42")).toJson();   // in /pusher/user-auth
 * pusher.sendToUser("42", "order-shipped", "{\"order\":7}");
 * pusher.terminateUserConnections("42");
 * }</pre>
 *
 * <p>Each call that goes over the network exists twice: one that waits and throws {@link
 * ApiException}, and one named {@code …Async} whose stage completes with it. What is wrong with the
 * arguments is thrown at once, as {@link IllegalArgumentException}, by both.
 *
 * <p>Thread: thread-safe; connections are kept and reused.
 */
public final class Pusher {
  private static final byte[] NOTHING = {'{', '}'};

  private final Signing signing;
  private final RestCall call;

  /** The app that the options name. */
  public Pusher(RestOptions options) {
    this(options, HttpClient.newBuilder().connectTimeout(options.connectTimeout()).build());
  }

  /**
   * The app that the options name, over an HTTP client of the caller's, whose own connect time-out
   * holds.
   */
  public Pusher(RestOptions options, HttpClient http) {
    this.signing = new Signing(options.key(), options.secret());
    this.call = new RestCall(options, http);
  }

  /**
   * The app of a URL, {@code SCHEME://KEY:SECRET@HOST:PORT/apps/APP_ID}.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public Pusher(String url) {
    this(RestOptions.parse(url));
  }

  /**
   * Says who the user of a connection is. Call it only for the user of the session that the request
   * came with.
   *
   * @param socketId {@code socket_id} of the request
   * @throws IllegalArgumentException if the socket id is malformed; then nothing was signed
   */
  public UserAuth authenticateUser(String socketId, UserData user) {
    return signing.user(socketId, user.toJson());
  }

  /**
   * The same with JSON text of the caller's, which is signed as it is.
   *
   * @param userData an object with a non-empty string {@code id}
   * @throws IllegalArgumentException if one of the two is malformed; then nothing was signed
   */
  public UserAuth authenticateUserVerbatim(String socketId, String userData) {
    return signing.user(socketId, userData);
  }

  /**
   * Lets a connection into a private channel. Call it only after deciding that this user may.
   *
   * @param socketId {@code socket_id} of the request
   * @param channel {@code channel_name} of the request
   * @throws IllegalArgumentException if one is malformed, if the channel needs no authorisation, or
   *     if it is a presence channel, which needs to know the member; then nothing was signed
   */
  public ChannelAuth authorizeChannel(String socketId, String channel) {
    if (Signing.hasMembers(channel)) {
      throw new IllegalArgumentException(
          "Nothing was signed: a presence channel needs its member. Give PresenceData, or use"
              + " authorizeChannelAsSignedInUser.");
    }
    return signing.channel(socketId, channel, Optional.empty());
  }

  /**
   * Lets a connection into a presence channel as that member.
   *
   * @throws IllegalArgumentException if socket id or channel are malformed; then nothing was signed
   */
  public ChannelAuth authorizeChannel(String socketId, String channel, PresenceData member) {
    return signing.channel(socketId, channel, Optional.of(member.toJson()));
  }

  /**
   * The same with JSON text of the caller's, which is signed as it is.
   *
   * @param channelData an object
   * @throws IllegalArgumentException if an argument is malformed; then nothing was signed
   */
  public ChannelAuth authorizeChannelVerbatim(String socketId, String channel, String channelData) {
    return signing.channel(socketId, channel, Optional.of(channelData));
  }

  /**
   * Lets a connection into a presence channel as the user it is signed in as.
   *
   * @throws IllegalArgumentException if socket id or channel are malformed; then nothing was signed
   */
  public ChannelAuth authorizeChannelAsSignedInUser(String socketId, String channel) {
    return signing.channel(socketId, channel, Optional.empty());
  }

  /**
   * Sends an event to all subscribers of a channel.
   *
   * @param data payload, sent as it is; usually JSON text. {@link #jsonString} makes JSON of plain
   *     text.
   * @throws ApiException if the server refused it or could not be reached
   */
  public void trigger(String channel, String event, String data) {
    await(triggerAsync(Event.of(channel, event, data)));
  }

  /**
   * Sends an event to all subscribers of several channels.
   *
   * @throws ApiException if the server refused it or could not be reached
   */
  public void trigger(List<String> channels, String event, String data) {
    await(triggerAsync(new Event(event, data, channels, Optional.empty())));
  }

  /**
   * Sends an event.
   *
   * @throws ApiException if the server refused it or could not be reached
   */
  public void trigger(Event event) {
    await(triggerAsync(event));
  }

  /** Sends an event; the stage fails with {@link ApiException}. */
  public CompletionStage<Void> triggerAsync(Event event) {
    byte[] body =
        Json.object(
            json -> {
              json.writeStringProperty("name", event.name());
              json.writeArrayPropertyStart("channels");
              event.channels().forEach(json::writeString);
              json.writeEndArray();
              json.writeStringProperty("data", event.data());
              event
                  .excludedSocketId()
                  .ifPresent(socketId -> json.writeStringProperty("socket_id", socketId));
            });
    return call.post(new String[] {"events"}, body);
  }

  /**
   * Sends an event to all connections that are signed in as a user. A user with none is no error.
   *
   * @param data payload, sent as it is; usually JSON text
   * @throws ApiException if the server refused it or could not be reached
   */
  public void sendToUser(String userId, String event, String data) {
    await(sendToUserAsync(userId, event, data));
  }

  /** Sends an event to a user; the stage fails with {@link ApiException}. */
  public CompletionStage<Void> sendToUserAsync(String userId, String event, String data) {
    UserId user = new UserId(UserData.checkedId(userId));
    return triggerAsync(Event.of(ChannelName.serverToUser(user).text(), event, data));
  }

  /**
   * Ends all connections that are signed in as a user, on every node. It does not keep the user
   * out: that is for the auth endpoint, which stops signing.
   *
   * @throws ApiException if the server refused it or could not be reached
   */
  public void terminateUserConnections(String userId) {
    await(terminateUserConnectionsAsync(userId));
  }

  /** Ends a user's connections; the stage fails with {@link ApiException}. */
  public CompletionStage<Void> terminateUserConnectionsAsync(String userId) {
    String user = UserData.checkedId(userId);
    return call.post(new String[] {"users", user, "terminate_connections"}, NOTHING);
  }

  /** Plain text as JSON text, quotes and all, for a payload that is one string. */
  public static String jsonString(String text) {
    String wrapped = Json.objectText(json -> json.writeStringProperty("v", text));
    return wrapped.substring("{\"v\":".length(), wrapped.length() - 1);
  }

  private static void await(CompletionStage<Void> stage) {
    try {
      stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (RestCall.unwrapped(e) instanceof ApiException refused) {
        throw refused;
      }
      throw e;
    }
  }
}
