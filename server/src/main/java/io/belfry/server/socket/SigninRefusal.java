package io.belfry.server.socket;

import io.belfry.protocol.ErrorCode;
import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.UserId;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.audit.AuditEntry.Means;
import io.belfry.server.refusal.Reason;
import io.belfry.server.refusal.RefusalKind;
import io.belfry.server.refusal.SigninJudge;
import io.belfry.server.refusal.SigninJudge.Objection;
import io.belfry.server.refusal.WrongToken;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in that does not come about.
 *
 * <p>Thread: immutable; answers on the event loop of the connection.
 *
 * @param reason for the operator
 * @param hint for the client
 * @param limit that it is beyond; null for none
 * @param attempt its token; null where it is right, missing, or none that an app has signed
 * @param user who wanted to sign in, as was proved; null where nothing was
 * @param means by which it was tried
 * @param about what was found, for the operator's log; nothing of a token. Null where the reason
 *     says it all
 */
record SigninRefusal(
    Reason reason,
    String hint,
    @Nullable Limit limit,
    @Nullable WrongToken attempt,
    @Nullable UserId user,
    Means means,
    @Nullable String about) {
  /** One of which no more is known. */
  SigninRefusal(Reason reason, String hint) {
    this(reason, hint, null, null, null, Means.hmac(null), null);
  }

  static SigninRefusal of(Objection objection) {
    return new SigninRefusal(
        objection.reason(),
        objection.hint(),
        objection.limit(),
        null,
        null,
        Means.hmac(null),
        null);
  }

  /** One that lacks what it needs. */
  static SigninRefusal of(ProtocolException unreadable) {
    return of(SigninJudge.of(unreadable));
  }

  /** The same, of a token that is wrong. */
  SigninRefusal of(WrongToken wrong) {
    return new SigninRefusal(reason, hint, limit, wrong, user, Means.hmac(wrong.key()), about);
  }

  /** The same, of a user who is known. */
  SigninRefusal of(VouchedUser known) {
    return new SigninRefusal(reason, hint, limit, attempt, known.user(), known.means(), about);
  }

  /** The same, because of a limit. */
  SigninRefusal beyond(Limit passed) {
    return new SigninRefusal(reason, hint, passed, attempt, user, means, about);
  }

  /** The same, tried by these means. */
  SigninRefusal by(Means others) {
    return new SigninRefusal(reason, hint, limit, attempt, user, others, about);
  }

  /** The same, of which that is known. */
  SigninRefusal about(String found) {
    return new SigninRefusal(reason, hint, limit, attempt, user, means, found);
  }

  /** Tells the client, and keeps that it was so. */
  void answer(Peer peer, App app) {
    if (limit != null) {
      peer.denials().count(limit.key());
    }
    note(peer, app);
    peer.denials().refuse(ErrorCode.SIGNIN_REFUSED, hint);
  }

  /** Keeps that it was so. */
  void note(Peer peer, App app) {
    Denials denials = peer.denials();
    String key = attempt == null ? null : attempt.key();
    denials.note(denials.wish(app, RefusalKind.SIGN_IN, reason, key).with(attempt).about(about));
    SigninNotes.refused(peer, app, reason, user, means);
  }
}
