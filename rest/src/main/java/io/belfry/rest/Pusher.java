package io.belfry.rest;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import io.belfry.rest.internal.ApiRequest;
import io.belfry.rest.internal.ChannelCipher;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

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
 * ApiException}, and one named {@code …Async} whose stage completes with it, on a thread of the
 * HTTP client. What is wrong with the arguments is thrown at once, as {@link
 * IllegalArgumentException}, by both; so is a missing master key, as {@link IllegalStateException}.
 *
 * <p>Thread: thread-safe; connections are kept and reused.
 */
public final class Pusher {
  private static final byte[] NOTHING = {'{', '}'};

  private final RestOptions options;
  private final Signing signing;
  private final RestCall call;
  private final Events events;
  private final Queries queries;

  /** The app that the options name. */
  public Pusher(RestOptions options) {
    this(
        options,
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(options.connectTimeout())
            .build());
  }

  /**
   * The app that the options name, over an HTTP client of the caller's, whose own connect time-out
   * holds.
   */
  public Pusher(RestOptions options, HttpClient http) {
    this.options = options;
    signing = new Signing(options);
    call = new RestCall(options, http);
    Optional<ChannelCipher> cipher =
        options.masterKey().map(key -> new ChannelCipher(key, new SecureRandom()));
    events = new Events(call, cipher, options.maxBatchSize());
    queries = new Queries(call);
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
   * Lets a connection into a private or encrypted channel. Call it only after deciding that this
   * user may.
   *
   * @param socketId {@code socket_id} of the request
   * @param channel {@code channel_name} of the request
   * @throws IllegalArgumentException if one is malformed, if the channel needs no authorisation, or
   *     if it is a presence channel, which needs to know the member; then nothing was signed
   */
  public ChannelAuth authorizeChannel(String socketId, String channel) {
    if (Signing.hasMembers(channel)) {
      throw new IllegalArgumentException(
          "A presence channel needs its member. Give PresenceData, or use"
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
   * Sends an event to all subscribers of a channel; to an encrypted channel it goes encrypted.
   *
   * @param data payload, sent as it is; usually JSON text. {@link #jsonString} makes JSON of plain
   *     text.
   * @throws ApiException if the server refused it or could not be reached
   */
  public void trigger(String channel, String event, String data) {
    trigger(Event.of(channel, event, data));
  }

  /**
   * Sends an event to all subscribers of several channels, none of them encrypted.
   *
   * @throws ApiException if the server refused it or could not be reached
   */
  public void trigger(List<String> channels, String event, String data) {
    trigger(Event.of(channels, event, data));
  }

  /**
   * Sends an event.
   *
   * @throws ApiException if the server refused it or could not be reached
   */
  public TriggerResult trigger(Event event) {
    return call.await(events.trigger(event));
  }

  /** Sends an event; the stage fails with {@link ApiException}. */
  public CompletionStage<TriggerResult> triggerAsync(Event event) {
    return events.trigger(event);
  }

  /**
   * Sends several events, each to one channel, all or none of them.
   *
   * @return what was counted, in the order of the events; empty if none asks for it
   * @throws IllegalArgumentException if there are more than {@link RestOptions#withMaxBatchSize}
   *     allows
   * @throws ApiException if the server refused them or could not be reached
   */
  public List<ChannelInfo> triggerBatch(List<Event> batch) {
    return call.await(events.triggerBatch(batch, Optional.empty()));
  }

  /** Sends several events; the stage fails with {@link ApiException}. */
  public CompletionStage<List<ChannelInfo>> triggerBatchAsync(List<Event> batch) {
    return events.triggerBatch(batch, Optional.empty());
  }

  /**
   * Sends several events, once however often it is called with that key within two minutes; the
   * stage fails with {@link ApiException}.
   *
   * @param idempotencyKey 1 to 128 visible ASCII characters
   */
  public CompletionStage<List<ChannelInfo>> triggerBatchAsync(
      List<Event> batch, String idempotencyKey) {
    return events.triggerBatch(batch, Optional.of(idempotencyKey));
  }

  /**
   * Sends an event to all connections that are signed in as a user. A user with none is no error.
   *
   * @param data payload, sent as it is; usually JSON text
   * @throws ApiException if the server refused it or could not be reached
   */
  public void sendToUser(String userId, String event, String data) {
    trigger(forUser(userId, event, data));
  }

  /** Sends an event to a user; the stage fails with {@link ApiException}. */
  public CompletionStage<@Nullable Void> sendToUserAsync(String userId, String event, String data) {
    return events.trigger(forUser(userId, event, data)).thenApply(sent -> null);
  }

  /**
   * Ends all connections that are signed in as a user, on every node. It does not keep the user
   * out: that is for the auth endpoint, which stops signing.
   *
   * @throws ApiException if the server refused it or could not be reached
   */
  public void terminateUserConnections(String userId) {
    call.await(terminate(userId));
  }

  /** Ends a user's connections; the stage fails with {@link ApiException}. */
  public CompletionStage<@Nullable Void> terminateUserConnectionsAsync(String userId) {
    return terminate(userId);
  }

  /** What can be asked of the server. */
  public Queries queries() {
    return queries;
  }

  /**
   * Plain text as JSON text, quotes and all, for a payload that is one string.
   *
   * @throws IllegalArgumentException if it has half of a surrogate pair
   */
  public static String jsonString(String text) {
    String checked = Checked.text(text);
    String wrapped = Json.objectText(json -> json.writeStringProperty("v", checked));
    return wrapped.substring("{\"v\":".length(), wrapped.length() - 1);
  }

  private static Event forUser(String userId, String event, String data) {
    UserId user = Checked.userId(userId);
    return Event.of(ChannelName.serverToUser(user).text(), event, data);
  }

  private CompletableFuture<@Nullable Void> terminate(String userId) {
    String user = Checked.userId(userId).text();
    return call.send(
        ApiRequest.post(NOTHING, "users", user, "terminate_connections"), body -> null);
  }

  /** Names the app, and shows no secret. */
  @Override
  public String toString() {
    return "Pusher of " + options;
  }
}
