package io.belfry.client.internal;

import io.belfry.client.AuthenticationFailureException;
import io.belfry.client.UserAuthenticator;
import io.belfry.client.channel.PusherEvent;
import io.belfry.client.util.HttpUserAuthenticator;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.ErrorCode;
import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserData;
import io.belfry.protocol.UserId;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.message.ClientMessage;
import io.belfry.protocol.message.ClientMessageWriter;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.protocol.sign.JwtForm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signs the user in, once for each connection from the moment the application asked for it. A token
 * fetched for one connection is never sent on another.
 *
 * <p>Thread: confined to the owner thread.
 *
 * @see "rules CL-006, CL-007, CL-009, CL-012"
 */
final class Signin {
  private static final String ERROR_EVENT = "pusher:signin_error";

  private enum Stage {
    IDLE,
    ASKING,
    SENT,
    SIGNED_IN,
    FAILED
  }

  private final Settings settings;
  private final Loop loop;
  private final AuthCalls authCalls;
  private final Outbound outbound;
  private final Callbacks callbacks;
  private final SignedInUser user;
  private final List<Runnable> waiting = new ArrayList<>();
  private Stage stage = Stage.IDLE;
  private boolean wanted;
  private boolean isRenewal;
  private @Nullable SocketId socketId;
  private Loop.@Nullable Timer timer;

  Signin(Settings settings, Parts parts, SignedInUser user) {
    this.settings = settings;
    this.loop = parts.loop();
    this.authCalls = parts.authCalls();
    this.outbound = parts.outbound();
    this.callbacks = parts.callbacks();
    this.user = user;
  }

  /** The application wants its user signed in, from now on. */
  void want() {
    wanted = true;
    if (stage == Stage.FAILED) {
      stage = Stage.IDLE;
    }
    start();
  }

  void connected(SocketId id) {
    socketId = id;
    if (wanted) {
      start();
    }
  }

  /** The sign-in expires soon: another one on the same connection renews it. */
  void expiring() {
    if (stage == Stage.SIGNED_IN) {
      stage = Stage.IDLE;
      isRenewal = true;
      start();
    }
  }

  void left() {
    socketId = null;
    isRenewal = false;
    stage = Stage.IDLE;
    waiting.clear();
    cancelTimer();
    user.identify(null);
  }

  /** Runs a task as soon as no sign-in is under way on this connection. */
  void whenSettled(Runnable task) {
    if (stage == Stage.ASKING || stage == Stage.SENT) {
      waiting.add(task);
    } else {
      task.run();
    }
  }

  private void start() {
    SocketId id = socketId;
    UserAuthenticator authenticator = settings.userAuthenticator();
    if (id == null || authenticator == null || stage != Stage.IDLE) {
      return;
    }
    stage = Stage.ASKING;
    authCalls.call(
        () -> authenticator.authenticate(id.text()),
        new AuthCalls.Answer() {
          @Override
          public void text(String answer) {
            answered(id, answer);
          }

          @Override
          public void failed(Exception cause) {
            if (id.equals(socketId)) {
              fail(typed(authenticator, cause));
            }
          }
        });
  }

  private void answered(SocketId askedFor, String json) {
    if (!askedFor.equals(socketId)) {
      return;
    }
    try {
      String signin = signin(AuthAnswer.parse(json));
      stage = Stage.SENT;
      Duration patience = settings.timing().authTimeout();
      timer = loop.schedule(patience, () -> unanswered(patience));
      outbound.send(signin);
    } catch (MalformedJson e) {
      fail(
          new AuthenticationFailureException(
              "The answer of the user authenticator is malformed: "
                  + e.hint()
                  + ". Expected {\"auth\":\"KEY:SIGNATURE\",\"user_data\":\"...\"}, or a JWT alone.",
              e));
    }
  }

  // A JWT says itself who the user is, and a server that takes it looks at nothing else.
  private static String signin(AuthAnswer answer) {
    if (JwtForm.isOf(answer.auth())) {
      return ClientMessageWriter.signinWithJwt(new ClientMessage.SigninWithJwt(answer.auth()));
    }
    String userData = answer.userData();
    if (userData == null) {
      throw new MalformedJson("The answer has no \"user_data\"");
    }
    return ClientMessageWriter.signin(new ClientMessage.Signin(answer.auth(), userData));
  }

  void succeeded(ServerMessage.SigninSuccess success) {
    if (stage != Stage.SENT) {
      return;
    }
    cancelTimer();
    if (isRenewal) {
      isRenewal = false;
      stage = Stage.SIGNED_IN;
      settle();
      return;
    }
    try {
      UserId id = UserData.parse(success.userData(), UserId.DEFAULT_MAX_LENGTH).id();
      stage = Stage.SIGNED_IN;
      user.identify(id);
      String channel = ChannelName.serverToUser(id).text();
      outbound.send(
          ClientMessageWriter.subscribe(new ClientMessage.Subscribe(channel, null, null)));
      callbacks.each(user::signinListeners, listener -> listener.onSignedIn(id.text()));
      settle();
    } catch (ProtocolException e) {
      fail(new AuthenticationFailureException("The server signed nobody in: " + e.hint(), e));
    }
  }

  /** Takes a failure if it answers the sign-in; false when it is about something else. */
  boolean refused(ServerMessage.Failure failure) {
    if (stage != Stage.SENT || failure.code() != ErrorCode.SIGNIN_REFUSED.number()) {
      return false;
    }
    String message = "The server refused the sign-in: " + failure.message();
    fail(
        new AuthenticationFailureException(
            message, failure.code(), failure.message(), ErrorCode.SIGNIN_REFUSED.word()),
        String.valueOf(failure.code()));
    return true;
  }

  private void unanswered(Duration patience) {
    fail(
        new AuthenticationFailureException(
            "The server did not answer the sign-in within " + patience.toMillis() + " ms."));
  }

  private void fail(AuthenticationFailureException failure) {
    fail(failure, null);
  }

  /** Tells of a failure; the code is one of the server's, as with subscriptions and connections. */
  private void fail(AuthenticationFailureException failure, @Nullable String code) {
    cancelTimer();
    // A renewal that fails takes nothing away before its time.
    stage = isRenewal ? Stage.SIGNED_IN : Stage.FAILED;
    isRenewal = false;
    String message = String.valueOf(failure.getMessage());
    int status = failure.status().orElse(0);
    callbacks.each(
        user::signinListeners, listener -> listener.onAuthenticationFailure(message, failure));
    callbacks.event(
        new PusherEvent(ERROR_EVENT, null, null, new AuthError(message, status).toJson()),
        user.bindings());
    callbacks.error(message, code, failure);
    settle();
  }

  private void settle() {
    List<Runnable> tasks = List.copyOf(waiting);
    waiting.clear();
    tasks.forEach(Runnable::run);
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private static AuthenticationFailureException typed(
      UserAuthenticator authenticator, Exception cause) {
    // One of the application's own is not shown: its text may hold anything.
    String named = authenticator instanceof HttpUserAuthenticator ? " " + authenticator : "";
    return cause instanceof AuthenticationFailureException failure
        ? failure
        : new AuthenticationFailureException(
            "The user authenticator" + named + " failed: " + cause, cause);
  }
}
