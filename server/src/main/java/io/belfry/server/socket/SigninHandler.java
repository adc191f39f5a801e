package io.belfry.server.socket;

import io.belfry.protocol.Surrogates;
import io.belfry.protocol.UserData;
import io.belfry.protocol.message.ClientMessage.Signin;
import io.belfry.protocol.sign.StringToSign;
import io.belfry.server.app.App;
import io.belfry.server.audit.AuditEntry.Means;
import io.belfry.server.refusal.Reason;
import io.belfry.server.refusal.SigninJudge;
import io.belfry.server.refusal.WrongToken;

/**
 * Signs a user in whom the app has signed. The signed text is looked into only after its signature
 * was verified, and is echoed byte for byte. A refusal never takes an identity away, and never
 * closes the connection, but for that of a blocked user.
 *
 * <p>Thread: immutable; runs on the event loop of the connection.
 *
 * @see "rules WS-034 to WS-037, WS-043"
 */
final class SigninHandler {
  private final SigninCompletion completion;

  SigninHandler(SigninCompletion completion) {
    this.completion = completion;
  }

  void handle(Peer peer, App app, Signin signin) {
    String userData = signin.userData();
    if (!SigninCompletion.isTaken(peer, app, SigninJudge.ofSigned(app, userData))) {
      return;
    }
    if (isSignedByApp(peer, app, signin)) {
      Means means = Means.hmac(WrongToken.keyOf(signin.auth()));
      UserData data = completion.read(peer, app, userData, means);
      if (data != null) {
        completion.signIn(peer, app, new VouchedUser(data, userData, means));
      }
    }
  }

  private static boolean isSignedByApp(Peer peer, App app, Signin signin) {
    if (Surrogates.hasLone(signin.userData())) {
      new SigninRefusal(Reason.USER_DATA_INVALID, "user_data is not a JSON object")
          .answer(peer, app);
      return false;
    }
    String text = StringToSign.signin(peer.socketId(), signin.userData());
    WrongToken attempt = WrongToken.signin(signin.auth(), peer.socketId(), signin.userData());
    return switch (app.verify(signin.auth(), text)) {
      case GRANTED -> true;
      case UNKNOWN_KEY -> {
        Reason reason = app.hasKey(attempt.key()) ? Reason.KEY_INACTIVE : Reason.KEY_UNKNOWN;
        new SigninRefusal(reason, "Invalid key in sign-in auth data").of(attempt).answer(peer, app);
        yield false;
      }
      case BAD_SIGNATURE -> {
        new SigninRefusal(Reason.SIGNATURE_WRONG, "Invalid signature")
            .of(attempt)
            .answer(peer, app);
        yield false;
      }
    };
  }
}
