package io.belfry.rest;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Asks who is online and from which devices, ends some of them, and shuts users out. Belfry answers
 * it; other servers of this protocol do not. As with {@link Pusher}, each call exists twice,
 * waiting and as a stage.
 *
 * <p>Thread: thread-safe.
 *
 * @see "users.md, sections 3 to 5"
 */
public final class Users {
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
    return call.await(UserCalls.askOnline(query));
  }

  /** Users who are online; the stage fails with {@link ApiException}. */
  public CompletionStage<UserPage> onlineAsync(OnlineQuery query) {
    return call.send(UserCalls.askOnline(query));
  }

  /**
   * Whether a user is online. One whom nobody knows is offline.
   *
   * @throws ApiException if the server refused it or could not be reached
   * @throws IllegalArgumentException if nobody could sign in with that id
   */
  public UserState state(String userId) {
    return call.await(UserCalls.askState(userId));
  }

  /** Whether a user is online; the stage fails with {@link ApiException}. */
  public CompletionStage<UserState> stateAsync(String userId) {
    return call.send(UserCalls.askState(userId));
  }

  /**
   * Whether these users are online, by id.
   *
   * @param userIds 1 to 1,000; each hundred cost one of the app's reads
   * @throws ApiException if the server refused it or could not be reached
   * @throws IllegalArgumentException if there are too many, or nobody could sign in with one
   */
  public Map<String, UserState> states(Collection<String> userIds) {
    return call.await(UserCalls.askStates(userIds));
  }

  /** Whether these users are online; the stage fails with {@link ApiException}. */
  public CompletionStage<Map<String, UserState>> statesAsync(Collection<String> userIds) {
    return call.send(UserCalls.askStates(userIds));
  }

  /**
   * The sessions of a user, without their channels.
   *
   * @throws ApiException if the server refused it or could not be reached
   * @throws IllegalArgumentException if nobody could sign in with that id
   */
  public UserSessions sessions(String userId) {
    return call.await(UserCalls.askSessions(userId));
  }

  /** The sessions of a user; the stage fails with {@link ApiException}. */
  public CompletionStage<UserSessions> sessionsAsync(String userId) {
    return call.send(UserCalls.askSessions(userId));
  }

  /**
   * The sessions of a user with the names of their channels.
   *
   * @throws ApiException if the server refused it or could not be reached
   * @throws IllegalArgumentException if nobody could sign in with that id
   */
  public UserSessions sessionsWithChannels(String userId) {
    return call.await(UserCalls.askSessionsWithChannels(userId));
  }

  /** The sessions of a user with their channels; the stage fails with {@link ApiException}. */
  public CompletionStage<UserSessions> sessionsWithChannelsAsync(String userId) {
    return call.send(UserCalls.askSessionsWithChannels(userId));
  }

  /**
   * Ends some sessions of a user. End the application's own session first: whoever its endpoint
   * signs in may come back.
   *
   * @throws ApiException if the server refused it or could not be reached
   * @throws IllegalArgumentException if nobody could sign in with that id
   */
  public Terminated terminate(String userId, SessionsToEnd sessions) {
    return call.await(UserCalls.orderEnd(userId, sessions));
  }

  /** Ends some sessions of a user; the stage fails with {@link ApiException}. */
  public CompletionStage<Terminated> terminateAsync(String userId, SessionsToEnd sessions) {
    return call.send(UserCalls.orderEnd(userId, sessions));
  }

  /**
   * Blocks a user: what the user has open ends, and until the block is over each sign-in is refused
   * and closed. It takes the place of a block that there is. When this returns the block is durable
   * and in force.
   *
   * @param duration 1 s to 365 days, in whole seconds
   * @throws ApiException if the server refused it or could not be reached
   * @throws IllegalArgumentException if nobody could sign in with that id, or the time is another
   */
  public Blocked block(String userId, Duration duration) {
    return call.await(ShutoutCalls.block(userId, duration, Optional.empty()));
  }

  /**
   * The same, and the clients are told why, instead of a sentence of the protocol.
   *
   * @param reason 1 to 100 bytes of UTF-8, no control characters
   * @throws ApiException if the server refused it or could not be reached
   * @throws IllegalArgumentException if an argument is anything else
   */
  public Blocked block(String userId, Duration duration, String reason) {
    return call.await(ShutoutCalls.block(userId, duration, Optional.of(reason)));
  }

  /** Blocks a user; the stage fails with {@link ApiException}. */
  public CompletionStage<Blocked> blockAsync(String userId, Duration duration) {
    return call.send(ShutoutCalls.block(userId, duration, Optional.empty()));
  }

  /** Blocks a user and says why; the stage fails with {@link ApiException}. */
  public CompletionStage<Blocked> blockAsync(String userId, Duration duration, String reason) {
    return call.send(ShutoutCalls.block(userId, duration, Optional.of(reason)));
  }

  /**
   * Lifts the block of a user; one who is not blocked is no error.
   *
   * @return whether the user was blocked
   * @throws ApiException if the server refused it or could not be reached
   * @throws IllegalArgumentException if nobody could sign in with that id
   */
  public boolean unblock(String userId) {
    return call.await(ShutoutCalls.unblock(userId));
  }

  /** Lifts the block of a user; the stage fails with {@link ApiException}. */
  public CompletionStage<Boolean> unblockAsync(String userId) {
    return call.send(ShutoutCalls.unblock(userId));
  }

  /**
   * Users who are blocked, a page of them.
   *
   * @throws ApiException if the server refused it or could not be reached
   */
  public BlockedPage blocked(PageQuery query) {
    return call.await(ShutoutCalls.blocked(query));
  }

  /** Users who are blocked; the stage fails with {@link ApiException}. */
  public CompletionStage<BlockedPage> blockedAsync(PageQuery query) {
    return call.send(ShutoutCalls.blocked(query));
  }

  /**
   * Revokes sign-ins: sessions that came of them end. When this returns the revocation is durable
   * and in force.
   *
   * @throws ApiException if the server refused it or could not be reached
   */
  public Revoked revoke(SignInsToRevoke signIns) {
    return call.await(ShutoutCalls.revoke(signIns));
  }

  /** Revokes sign-ins; the stage fails with {@link ApiException}. */
  public CompletionStage<Revoked> revokeAsync(SignInsToRevoke signIns) {
    return call.send(ShutoutCalls.revoke(signIns));
  }

  /**
   * Revocations that are in force, a page of them.
   *
   * @throws ApiException if the server refused it or could not be reached
   */
  public RevocationPage revocations(PageQuery query) {
    return call.await(ShutoutCalls.revocations(query));
  }

  /** Revocations that are in force; the stage fails with {@link ApiException}. */
  public CompletionStage<RevocationPage> revocationsAsync(PageQuery query) {
    return call.send(ShutoutCalls.revocations(query));
  }
}
