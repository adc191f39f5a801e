package io.belfry.cli.demo;

import io.belfry.protocol.Shortened;
import io.belfry.rest.AuthRequest;
import io.belfry.rest.JsonpAnswer;
import io.belfry.rest.Pusher;
import io.belfry.rest.UserAuth;
import io.belfry.rest.UserData;

/**
 * {@code /pusher/user-auth}: says who the user of a connection is. Where an application would ask
 * its session, this one believes the field {@code user}. The field {@code device} names the device
 * for people, and the field {@code fault} makes it answer wrongly.
 *
 * <p>Thread: thread-safe.
 */
final class UserAuthEndpoint {
  private static final String FOREIGN_SOCKET = "1.1";

  private final Pusher pusher;
  private final Pusher foreigner;

  /**
   * @param pusher the demo app
   * @param foreigner the same app with a wrong secret
   */
  UserAuthEndpoint(Pusher pusher, Pusher foreigner) {
    this.pusher = pusher;
    this.foreigner = foreigner;
  }

  /**
   * Answers the ajax transport.
   *
   * @throws IllegalArgumentException if the form is wrong
   */
  Answer post(String form) {
    return answer(AuthRequest.parse(form));
  }

  /**
   * Answers the JSONP transport, which cannot show an error other than a script that fails to load.
   *
   * @throws IllegalArgumentException if the query is wrong
   */
  Answer get(String query) {
    AuthRequest request = AuthRequest.parse(query);
    String callback =
        request
            .callback()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "A GET needs the field callback, as JSONP has it. Send a POST otherwise."));
    Answer answer = answer(request);
    if (answer.status() != Answer.OK) {
      return answer;
    }
    JsonpAnswer script = JsonpAnswer.of(callback, answer.bodyText());
    return Answer.text(Answer.OK, JsonpAnswer.CONTENT_TYPE, script.body());
  }

  private Answer answer(AuthRequest request) {
    String word = request.parameter("fault").orElse("");
    Fault fault =
        Fault.of(word)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "There is no fault \""
                            + Shortened.of(word)
                            + "\". Expected wrong-secret, other-socket, changed-user, 403, 500 or"
                            + " garbage."));
    return request
        .parameter("user")
        .flatMap(DemoUser::of)
        .map(user -> answer(request.socketId(), new SignIn(user, data(request, user)), fault))
        .orElseGet(UserAuthEndpoint::noSession);
  }

  private static UserData data(AuthRequest request, DemoUser user) {
    UserData data = user.data();
    return request.parameter("device").map(data::withDevice).orElse(data);
  }

  private Answer answer(String socketId, SignIn who, Fault fault) {
    return switch (fault) {
      case NONE -> signed(pusher.authenticateUser(socketId, who.data()));
      case WRONG_SECRET -> signed(foreigner.authenticateUser(socketId, who.data()));
      case OTHER_SOCKET -> signed(pusher.authenticateUser(FOREIGN_SOCKET, who.data()));
      case CHANGED_USER -> {
        String auth = pusher.authenticateUser(socketId, who.data()).auth();
        yield signed(new UserAuth(auth, who.user().another().data().toJson()));
      }
      case FORBIDDEN -> noSession();
      case BROKEN -> Answer.refusal(Answer.BROKEN, "The demo was asked to break, and it did.");
      case GARBAGE ->
          Answer.text(
              Answer.OK, "text/html; charset=utf-8", "<!doctype html><title>Log in</title>");
    };
  }

  private static Answer signed(UserAuth auth) {
    return Answer.json(auth.toJson());
  }

  private static Answer noSession() {
    return Answer.refusal(Answer.FORBIDDEN, "There is no session for this browser.");
  }

  private record SignIn(DemoUser user, UserData data) {}
}
