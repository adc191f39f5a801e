package io.belfry.rest;

import io.belfry.protocol.json.Json;
import io.belfry.rest.RestCall.Question;
import io.belfry.rest.internal.ApiRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Asks who is online and from which devices, and ends some of them. Belfry answers it; other
 * servers of this protocol do not. As with {@link Pusher}, each call exists twice, waiting and as a
 * stage.
 *
 * <p>Thread: thread-safe.
 *
 * @see "users.md, sections 3 and 4"
 */
public final class Users {
  private static final int MAX_BATCH = 1_000;
  private static final String USERS = "users";

  private final RestCall call;

  Users(RestCall call) {
    this.call = call;
  }

  /**
   * Users who are online, a page of them.
   *
   * @throws ApiException if the server refused it or could not be reached
   */
  public UserPage online(OnlineQuery query) {
    return call.await(askOnline(query));
  }

  /** Users who are online; the stage fails with {@link ApiException}. */
  public CompletionStage<UserPage> onlineAsync(OnlineQuery query) {
    return call.send(askOnline(query));
  }

  /**
   * Whether a user is online. One whom nobody knows is offline.
   *
   * @throws ApiException if the server refused it or could not be reached
   * @throws IllegalArgumentException if nobody could sign in with that id
   */
  public UserState state(String userId) {
    return call.await(askState(userId));
  }

  /** Whether a user is online; the stage fails with {@link ApiException}. */
  public CompletionStage<UserState> stateAsync(String userId) {
    return call.send(askState(userId));
  }

  /**
   * Whether these users are online, by id.
   *
   * @param userIds 1 to 1,000; each hundred cost one of the app's reads
   * @throws ApiException if the server refused it or could not be reached
   * @throws IllegalArgumentException if there are too many, or nobody could sign in with one
   */
  public Map<String, UserState> states(Collection<String> userIds) {
    return call.await(askStates(userIds));
  }

  /** Whether these users are online; the stage fails with {@link ApiException}. */
  public CompletionStage<Map<String, UserState>> statesAsync(Collection<String> userIds) {
    return call.send(askStates(userIds));
  }

  /**
   * The sessions of a user, without their channels.
   *
   * @throws ApiException if the server refused it or could not be reached
   * @throws IllegalArgumentException if nobody could sign in with that id
   */
  public UserSessions sessions(String userId) {
    return call.await(askSessions(userId));
  }

  /** The sessions of a user; the stage fails with {@link ApiException}. */
  public CompletionStage<UserSessions> sessionsAsync(String userId) {
    return call.send(askSessions(userId));
  }

  /**
   * The sessions of a user with the names of their channels.
   *
   * @throws ApiException if the server refused it or could not be reached
   * @throws IllegalArgumentException if nobody could sign in with that id
   */
  public UserSessions sessionsWithChannels(String userId) {
    return call.await(askSessionsWithChannels(userId));
  }

  /** The sessions of a user with their channels; the stage fails with {@link ApiException}. */
  public CompletionStage<UserSessions> sessionsWithChannelsAsync(String userId) {
    return call.send(askSessionsWithChannels(userId));
  }

  /**
   * Ends some sessions of a user. End the application's own session first: whoever its endpoint
   * signs in may come back.
   *
   * @throws ApiException if the server refused it or could not be reached
   * @throws IllegalArgumentException if nobody could sign in with that id
   */
  public Terminated terminate(String userId, SessionsToEnd sessions) {
    return call.await(orderEnd(userId, sessions));
  }

  /** Ends some sessions of a user; the stage fails with {@link ApiException}. */
  public CompletionStage<Terminated> terminateAsync(String userId, SessionsToEnd sessions) {
    return call.send(orderEnd(userId, sessions));
  }

  private Question<UserPage> askOnline(OnlineQuery query) {
    ApiRequest request =
        ApiRequest.get(USERS).withParameter("limit", Integer.toString(query.limit()));
    if (!query.prefix().isEmpty()) {
      request = request.withParameter("filter_by_prefix", query.prefix());
    }
    if (query.after().isPresent()) {
      request = request.withParameter("after", query.after().get());
    }
    return new Question<>(request, body -> UserAnswers.page(query, body));
  }

  private Question<UserState> askState(String userId) {
    return new Question<>(ApiRequest.get(USERS, id(userId)), UserAnswers::state);
  }

  private Question<Map<String, UserState>> askStates(Collection<String> userIds) {
    if (userIds.isEmpty() || userIds.size() > MAX_BATCH) {
      throw new IllegalArgumentException(
          userIds.size() + " users are asked for. Expected 1 to " + MAX_BATCH + ".");
    }
    List<String> ids = userIds.stream().map(Users::id).toList();
    byte[] json =
        Json.object(
            members -> {
              members.writeArrayPropertyStart("ids");
              ids.forEach(members::writeString);
              members.writeEndArray();
            });
    return new Question<>(ApiRequest.post(json, "batch_users"), UserAnswers::states);
  }

  private Question<UserSessions> askSessions(String userId) {
    return new Question<>(ApiRequest.get(USERS, id(userId), "sessions"), UserAnswers::sessions);
  }

  private Question<UserSessions> askSessionsWithChannels(String userId) {
    ApiRequest request =
        ApiRequest.get(USERS, id(userId), "sessions").withParameter("info", "channels");
    return new Question<>(request, UserAnswers::sessions);
  }

  private Question<Terminated> orderEnd(String userId, SessionsToEnd sessions) {
    ApiRequest request =
        ApiRequest.post(
            sessions.toJson().getBytes(StandardCharsets.UTF_8),
            USERS,
            id(userId),
            "sessions",
            "terminate");
    return new Question<>(request, UserAnswers::terminated);
  }

  private static String id(String userId) {
    return Checked.userId(userId).text();
  }
}
