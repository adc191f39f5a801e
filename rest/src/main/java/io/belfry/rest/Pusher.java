package io.belfry.rest;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;
import io.belfry.protocol.json.Json;
import io.belfry.rest.RestCall.Question;
import io.belfry.rest.internal.ApiRequest;
import io.belfry.rest.internal.ChannelCipher;
import io.belfry.rest.internal.Ways;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
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
 * ApiException}, carried out on the thread of its caller, and one named {@code …Async} whose stage
 * completes with it, on a thread of this library. What is wrong with the arguments is thrown at
 * once, as {@link IllegalArgumentException}, by both; so is a missing master key, as {@link
 * IllegalStateException}.
 *
 * <p>A program that uses the Java client too may call this class {@link BelfryRest}.
 *
 * <p>Thread: thread-safe; connections are kept and reused.
 */
public sealed class Pusher implements AutoCloseable permits BelfryRest {
  private static final byte[] NOTHING = {'{', '}'};

  private final RestOptions options;
  private final Signing signing;
  private final RestCall call;
  private final Events events;
  private final Queries queries;
  private final Users users;
  private final Payloads payloads;
  private final WebhookCheck webhooks;

  /** The app that the options name. */
  public Pusher(RestOptions options) {
    this(
        options,
        Ways.own(
            options.server(), options.connectTimeout(), options.requestTimeout(), options.proxy()));
  }

  /**
   * The app that the options name, over an HTTP client of the caller's, whose own connect time-out
   * and proxy hold, and which {@link #close} leaves open. Calls that wait are faster without one.
   */
  public Pusher(RestOptions options, HttpClient http) {
    this(options, Ways.over(http, options.requestTimeout()));
  }

  private Pusher(RestOptions options, Ways ways) {
    this.options = options;
    signing = new Signing(options);
    payloads = new Payloads(options.mapper());
    call = new RestCall(options, ways);
    Optional<ChannelCipher> cipher =
        options.masterKey().map(key -> new ChannelCipher(key, new SecureRandom()));
    events = new Events(cipher, options);
    queries = new Queries(call);
    users = new Users(call);
    webhooks = new WebhookCheck(options, cipher);
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
   * Sends an object as an event to all subscribers of a channel.
   *
   * @param data the event mapper of the options makes JSON of it; a string goes as it is, whatever
   *     the type of the variable that holds it
   * @throws IllegalStateException if the options have no event mapper
   * @throws ApiException if the server refused it or could not be reached
   */
  public void trigger(String channel, String event, Object data) {
    trigger(channel, event, payloads.of(data));
  }

  /**
   * Sends an object as an event to all subscribers of several channels.
   *
   * @throws IllegalStateException if the options have no event mapper
   * @throws ApiException if the server refused it or could not be reached
   */
  public void trigger(List<String> channels, String event, Object data) {
    trigger(channels, event, payloads.of(data));
  }

  /**
   * The payload that an object becomes, for {@link Event#of} and {@link UserData#withUserInfo}: a
   * string as it is, JSON by the event mapper of all else.
   *
   * @throws IllegalStateException if the options have no event mapper
   * @throws IllegalArgumentException if the mapper fails
   */
  public String payload(Object data) {
    return payloads.of(data);
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
    return call.send(events.trigger(event));
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
    return call.send(events.triggerBatch(batch, Optional.empty()));
  }

  /**
   * Sends several events, once however often it is called with that key within two minutes; the
   * stage fails with {@link ApiException}.
   *
   * @param idempotencyKey 1 to 128 visible ASCII characters
   */
  public CompletionStage<List<ChannelInfo>> triggerBatchAsync(
      List<Event> batch, String idempotencyKey) {
    return call.send(events.triggerBatch(batch, Optional.of(idempotencyKey)));
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

  /**
   * Sends an object as an event to all connections that are signed in as a user.
   *
   * @param data as in {@link #trigger(String, String, Object)}
   * @throws IllegalStateException if the options have no event mapper
   * @throws ApiException if the server refused it or could not be reached
   */
  public void sendToUser(String userId, String event, Object data) {
    sendToUser(userId, event, payloads.of(data));
  }

  /** Sends an event to a user; the stage fails with {@link ApiException}. */
  public CompletionStage<@Nullable Void> sendToUserAsync(String userId, String event, String data) {
    return triggerAsync(forUser(userId, event, data)).thenApply(sent -> null);
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
    return call.send(terminate(userId));
  }

  /**
   * Judges a request at the application's endpoint for webhooks. Never throws for what a request
   * has in it or lacks: see {@link Webhook#isValid}.
   *
   * @param headers fields of the request by name in any spelling, each value a text, a list or an
   *     array of texts: the JDK's {@code exchange.getRequestHeaders()} as it is
   * @param rawBody exactly the bytes that came, before anything has parsed them
   * @param extraTokens further keys that it may be signed with
   */
  public Webhook webhook(Map<String, ?> headers, byte[] rawBody, WebhookToken... extraTokens) {
    return webhooks.judge(WebhookHeaders.of(headers), rawBody, tokens(extraTokens));
  }

  /**
   * The same for frameworks that are asked for one field after the other, such as {@code
   * request::getHeader} of a servlet.
   *
   * @param header gives the field of that name in any spelling; null when it is missing
   */
  public Webhook webhook(
      Function<String, @Nullable String> header, byte[] rawBody, WebhookToken... extraTokens) {
    return webhooks.judge(
        name -> Optional.ofNullable(header.apply(name)), rawBody, tokens(extraTokens));
  }

  private List<WebhookToken> tokens(WebhookToken... extra) {
    return Stream.concat(Stream.of(WebhookToken.of(options)), Stream.of(extra)).toList();
  }

  /** What can be asked of the server. */
  public Queries queries() {
    return queries;
  }

  /** Who is online and from which devices; only Belfry answers. */
  public Users users() {
    return users;
  }

  /**
   * Asks the HTTP API something that this class has no method for.
   *
   * @param path what stands behind {@code /apps/APP_ID}, such as {@code /channels}, as it goes over
   *     the wire: escape what is no part of a path
   * @param parameters of the query, not escaped; may be empty
   * @return the body of the answer
   * @throws ApiException if the server refused it or could not be reached
   */
  public String get(String path, Map<String, String> parameters) {
    return call.await(new Question<>(ApiRequest.free("GET", path, null, parameters), Pusher::text));
  }

  /** Asks the HTTP API something without parameters; see {@link #get(String, Map)}. */
  public String get(String path) {
    return get(path, Map.of());
  }

  /** Asks the HTTP API; the stage fails with {@link ApiException}. */
  public CompletionStage<String> getAsync(String path, Map<String, String> parameters) {
    return call.send(new Question<>(ApiRequest.free("GET", path, null, parameters), Pusher::text));
  }

  /**
   * Orders something of the HTTP API that this class has no method for.
   *
   * @param path as in {@link #get(String, Map)}
   * @param json the body, sent as it is
   * @return the body of the answer
   * @throws ApiException if the server refused it or could not be reached
   */
  public String post(String path, String json) {
    return call.await(new Question<>(ApiRequest.free("POST", path, json, Map.of()), Pusher::text));
  }

  /** Orders something of the HTTP API; the stage fails with {@link ApiException}. */
  public CompletionStage<String> postAsync(String path, String json) {
    return call.send(new Question<>(ApiRequest.free("POST", path, json, Map.of()), Pusher::text));
  }

  /**
   * A signed URL for a request that another HTTP client sends, within ten minutes. Who has it can
   * send that request: treat it as a secret.
   *
   * @param method such as {@code GET}
   * @param path as in {@link #get(String, Map)}
   * @param body exactly what will be sent; null if there is none
   * @param parameters of the query, not escaped; may be empty
   * @throws IllegalArgumentException if an argument is malformed
   */
  public URI signedUri(
      String method, String path, @Nullable String body, Map<String, String> parameters) {
    return call.uri(ApiRequest.free(method, path, body, parameters));
  }

  /** A signed URL without parameters; see {@link #signedUri(String, String, String, Map)}. */
  public URI signedUri(String method, String path, @Nullable String body) {
    return signedUri(method, path, body, Map.of());
  }

  /**
   * {@link #authorizeChannel(String, String)} as ready text, by its name in the official library.
   *
   * @deprecated for programs that move over; authenticating is about users, see {@link
   *     #authenticateUser}
   */
  @Deprecated
  @SuppressWarnings("InlineMeSuggester") // who moves over has the Javadoc; no tool is asked for
  public String authenticate(String socketId, String channel) {
    return authorizeChannel(socketId, channel).toJson();
  }

  /**
   * {@link #authorizeChannel(String, String, PresenceData)} as ready text, by its name in the
   * official library.
   *
   * @deprecated for programs that move over; authenticating is about users, see {@link
   *     #authenticateUser}
   */
  @Deprecated
  @SuppressWarnings("InlineMeSuggester") // who moves over has the Javadoc; no tool is asked for
  public String authenticate(String socketId, String channel, PresenceData member) {
    return authorizeChannel(socketId, channel, member).toJson();
  }

  /**
   * Waits until calls under way have ended, each within its time-out, and gives the connections
   * back. Later calls over the network throw {@link IllegalStateException}; signing goes on. An
   * HTTP client of the caller's stays open. Does nothing the second time.
   */
  @Override
  public void close() {
    call.close();
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
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

  private Question<@Nullable Void> terminate(String userId) {
    String user = Checked.userId(userId).text();
    return new Question<>(
        ApiRequest.post(NOTHING, "users", user, "terminate_connections"), body -> null);
  }

  /** Names the app, and shows no secret. */
  @Override
  public String toString() {
    return "Pusher of " + options;
  }
}
