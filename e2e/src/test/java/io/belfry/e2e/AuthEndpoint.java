package io.belfry.e2e;

import io.belfry.rest.AuthRequest;
import io.belfry.rest.JsonpAnswer;
import io.belfry.rest.Pusher;
import io.belfry.rest.UserData;
import java.util.List;

/**
 * How an application answers at one of its two auth endpoints.
 *
 * <p>Thread: called by the threads of the application server.
 */
@FunctionalInterface
interface AuthEndpoint {
  /** The answer to the user of that session. */
  Reply answer(AuthRequest request, String user);

  /**
   * An HTTP answer.
   *
   * @param status its status
   * @param type its {@code Content-Type}
   * @param body its text
   */
  record Reply(int status, String type, String body) {
    static Reply json(String body) {
      return new Reply(200, "application/json", body);
    }

    /** The same as a script that calls back. */
    Reply calling(String callback) {
      return new Reply(status, JsonpAnswer.CONTENT_TYPE, JsonpAnswer.of(callback, body).body());
    }
  }

  /** Says who the user is. */
  static AuthEndpoint signingUsers(Pusher backend) {
    return (request, user) ->
        Reply.json(backend.authenticateUser(request.socketId(), UserData.of(user)).toJson());
  }

  /** Says who the user is, and whom that user watches. */
  static AuthEndpoint signingWatchers(Pusher backend, String... watched) {
    return (request, user) ->
        Reply.json(
            backend
                .authenticateUser(
                    request.socketId(), UserData.of(user).withWatchlist(List.of(watched)))
                .toJson());
  }

  /** Lets the user into every channel. */
  static AuthEndpoint signingChannels(Pusher backend) {
    return (request, user) ->
        Reply.json(
            backend
                .authorizeChannel(request.socketId(), request.channelName().orElseThrow())
                .toJson());
  }

  /** Lets the user into every channel, by what a server SDK signs. */
  static AuthEndpoint signingWith(ServerSdk sdk) {
    return (request, user) -> {
      String channel = request.channelName().orElseThrow();
      return Reply.json(
          (channel.startsWith("presence-")
                  ? sdk.authorizeMember(
                      request.socketId(), channel, new ServerSdk.Member(user, "Name of " + user))
                  : sdk.authorize(request.socketId(), channel))
              .toString());
    };
  }

  /** Answers with that status and no token. */
  static AuthEndpoint refusing(int status) {
    return (request, user) -> new Reply(status, "text/plain", "No.");
  }

  /** Answers 200 with the page for logging in, as many frameworks do. */
  static AuthEndpoint garbage() {
    return (request, user) -> new Reply(200, "text/html", "<!doctype html><title>Log in</title>");
  }
}
