package io.belfry.server.socket;

import io.belfry.protocol.CloseReason;
import io.belfry.protocol.ErrorCode;
import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.SessionTerms;
import io.belfry.protocol.Surrogates;
import io.belfry.protocol.UserData;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.ClientMessage.Signin;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.protocol.sign.StringToSign;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.audit.AuditEntry.Means;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.SigningIn;
import io.belfry.server.metrics.Metric;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.refusal.Reason;
import io.belfry.server.refusal.RefusalKind;
import io.belfry.server.refusal.SigninJudge;
import io.belfry.server.refusal.SigninJudge.Objection;
import io.belfry.server.refusal.WrongToken;
import io.belfry.server.shutout.Shutouts;
import io.belfry.server.store.Shutout;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs a user in. The signed text is looked into only after its signature was verified, and is
 * echoed byte for byte. A refusal never takes an identity away, and never closes the connection,
 * but for that of a blocked user.
 *
 * <p>Thread: immutable; runs on the event loop of the connection.
 *
 * @see "rules WS-034 to WS-040, WS-043, USR-031"
 */
final class SigninHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SigninHandler.class);
  private static final RefusedSignin OTHER_USER =
      new RefusedSignin(Reason.OTHER_USER, "Connection is already signed in as another user");
  private static final RefusedSignin TOO_MANY =
      new RefusedSignin(
          Reason.TOO_MANY_CONNECTIONS, "This user has as many connections as allowed");

  private static final RefusedSignin TOKEN_REVOKED =
      new RefusedSignin(Reason.TOKEN_REVOKED, "Token revoked");

  private final HookCalls hooks;
  private final Shutouts shutouts;
  private final Metrics metrics;
  private final RandomGenerator random;
  private final SharedTexts devices = new SharedTexts();

  SigninHandler(HookCalls hooks, Shutouts shutouts, Metrics metrics, RandomGenerator random) {
    this.shutouts = shutouts;
    this.random = random;
    this.hooks = hooks;
    this.metrics = metrics;
  }

  void handle(Peer peer, App app, Signin signin) {
    String userData = signin.userData();
    if (!isTaken(peer, app, SigninJudge.ofText(app, userData), null)) {
      return;
    }
    if (isSignedByApp(peer, app, signin)) {
      UserData data = read(peer, app, userData);
      if (data != null) {
        String key = WrongToken.keyOf(signin.auth());
        signIn(peer, app, new Signed(data, userData, Means.hmac(key)));
      }
    }
  }

  /** Whether the app signs users in; who is refused hears of it. */
  static boolean isServed(Peer peer, App app) {
    return isTaken(peer, app, SigninJudge.ofApp(app), null);
  }

  // Whether nothing stands against it; who is refused hears of it.
  private static boolean isTaken(
      Peer peer, App app, Optional<Objection> objection, @Nullable Signed signed) {
    objection.ifPresent(
        it -> {
          RefusedSignin refused = RefusedSignin.of(it);
          refuse(peer, app, signed == null ? refused : refused.of(signed), it.limit());
        });
    return objection.isEmpty();
  }

  private @Nullable UserData read(Peer peer, App app, String userData) {
    try {
      return kept(SigninJudge.read(app, userData));
    } catch (ProtocolException e) {
      isTaken(peer, app, Optional.of(SigninJudge.of(userData, e)), null);
      return null;
    }
  }

  // The session keeps what it is told until it ends.
  private UserData kept(UserData data) {
    SessionTerms terms = data.terms();
    if (terms.device() == null) {
      return data;
    }
    SessionTerms kept =
        new SessionTerms(
            terms.expiresAtSeconds(),
            terms.session(),
            devices.shared(terms.device()),
            terms.ignored());
    return new UserData(data.id(), data.userInfo(), data.watchlist(), kept);
  }

  /**
   * Signs in whom a hook knows: what is said of that user has to keep all limits of signed data.
   */
  void byHook(Peer peer, App app, String userData) {
    boolean isSmall = isTaken(peer, app, SigninJudge.ofText(app, userData), null);
    UserData data = isSmall ? read(peer, app, userData) : null;
    if (data == null) {
      return;
    }
    Signed byHook = new Signed(data, userData, Means.hook());
    if (!isInTime(peer, app, byHook)) {
      return;
    }
    UserId current = peer.identity().user();
    if (current != null && !current.equals(data.id())) {
      refuse(peer, app, OTHER_USER.of(byHook));
    } else {
      register(peer, app, byHook);
    }
  }

  /** What is known of the user: the data, its text, and by whose word it is known. */
  private record Signed(UserData data, String text, Means means) {
    UserId user() {
      return data.id();
    }
  }

  private static boolean isSignedByApp(Peer peer, App app, Signin signin) {
    if (Surrogates.hasLone(signin.userData())) {
      refuse(
          peer, app, new RefusedSignin(Reason.USER_DATA_INVALID, "user_data is not a JSON object"));
      return false;
    }
    String text = StringToSign.signin(peer.socketId(), signin.userData());
    WrongToken attempt = WrongToken.signin(signin.auth(), peer.socketId(), signin.userData());
    return switch (app.verify(signin.auth(), text)) {
      case GRANTED -> true;
      case UNKNOWN_KEY -> {
        Reason reason = app.hasKey(attempt.key()) ? Reason.KEY_INACTIVE : Reason.KEY_UNKNOWN;
        refuse(peer, app, new RefusedSignin(reason, "Invalid key in sign-in auth data", attempt));
        yield false;
      }
      case BAD_SIGNATURE -> {
        refuse(peer, app, new RefusedSignin(Reason.SIGNATURE_WRONG, "Invalid signature", attempt));
        yield false;
      }
    };
  }

  private static boolean isInTime(Peer peer, App app, Signed signed) {
    return isTaken(
        peer, app, SigninJudge.ofTerms(app, signed.data().terms(), peer.wallMillis()), signed);
  }

  private void signIn(Peer peer, App app, Signed signed) {
    if (!isInTime(peer, app, signed)) {
      return;
    }
    UserId current = peer.identity().user();
    if (current != null && !current.equals(signed.user())) {
      refuse(peer, app, OTHER_USER.of(signed));
    } else if (hooks.areNone()) {
      register(peer, app, signed);
    } else {
      SigningIn facts =
          new SigningIn(app.id(), peer.socketId(), signed.user(), signed.data().userInfo());
      peer.await(
          hooks,
          hooks.signingIn(facts, peer.loop()),
          decision -> {
            switch (decision) {
              case Permission.Allowed allowed -> register(peer, app, signed);
              case Permission.Refused refused ->
                  refuse(
                      peer,
                      app,
                      new RefusedSignin(Reason.HOOK_REFUSED, refused.words()).of(signed));
            }
          });
    }
  }

  private void register(Peer peer, App app, Signed signed) {
    UserData data = signed.data();
    Shutout shutout =
        shutouts.find(app.id(), data.id(), data.terms().session(), peer.wallMillis()).orElse(null);
    if (shutout != null) {
      refuse(peer, app, signed, shutout);
      return;
    }
    Identity identity = peer.identity();
    if (identity.user() != null) {
      identity.repeated(data);
      succeed(peer, app, signed);
      return;
    }
    peer.await(
        identity.signIn(data, peer.now(), peer.wallMillis()),
        verdict -> {
          switch (verdict) {
            case SIGNED_IN -> succeed(peer, app, signed);
            case TOO_MANY_CONNECTIONS -> {
              identity.signOut();
              refuse(peer, app, TOO_MANY.of(signed), Limit.MAX_CONNECTIONS_PER_USER);
            }
          }
        },
        identity::signOut);
  }

  private void succeed(Peer peer, App app, Signed signed) {
    peer.authorized();
    Long exp = signed.data().terms().expiresAtSeconds();
    peer.expires(
        exp == null
            ? null
            : Expiry.of(
                SigninJudge.life(exp, peer.wallMillis()),
                app.settings(),
                peer.library().canRenew(),
                peer.now(),
                random));
    peer.send(new ServerMessage.SigninSuccess(signed.text()));
    peer.identity().receiveEvents();
    peer.identity().started(peer.socketId());
    metrics.count(Metric.SIGNINS, app.id(), "accepted", "signed_in");
    SigninNotes.accepted(
        peer, app, signed.user(), signed.means().ignoring(signed.data().terms().ignored()));
    LOG.debug("signed in app={} user={} socket={}", app.id(), signed.user(), peer.socketId());
    WatchlistStart.begin(peer, app, signed.data().watchlist());
  }

  /**
   * A sign-in that does not come about.
   *
   * @param reason for the operator
   * @param hint for the client
   * @param attempt its token; null where it is right or missing
   * @param signed what the app has signed; null where that is not known
   */
  private record RefusedSignin(
      Reason reason, String hint, @Nullable WrongToken attempt, @Nullable Signed signed) {
    RefusedSignin(Reason reason, String hint) {
      this(reason, hint, null, null);
    }

    RefusedSignin(Reason reason, String hint, WrongToken attempt) {
      this(reason, hint, attempt, null);
    }

    RefusedSignin of(Signed right) {
      return new RefusedSignin(reason, hint, attempt, right);
    }

    static RefusedSignin of(Objection objection) {
      return new RefusedSignin(objection.reason(), objection.hint());
    }
  }

  /** Answers a sign-in that lacks what it needs. */
  static void unreadable(Peer peer, App app, ProtocolException problem) {
    refuse(peer, app, RefusedSignin.of(SigninJudge.of(problem)));
  }

  /** Answers a sign-in that does not come about. */
  static void refuse(Peer peer, App app, Reason reason, String hint) {
    refuse(peer, app, new RefusedSignin(reason, hint));
  }

  private static void refuse(Peer peer, App app, RefusedSignin refused, @Nullable Limit limit) {
    if (limit != null) {
      peer.denials().count(limit.key());
    }
    refuse(peer, app, refused);
  }

  private static void refuse(Peer peer, App app, RefusedSignin refused) {
    note(peer, app, refused);
    peer.denials().refuse(ErrorCode.SIGNIN_REFUSED, refused.hint());
  }

  /** Takes note of it. */
  private static void note(Peer peer, App app, RefusedSignin refused) {
    WrongToken attempt = refused.attempt();
    String key = attempt == null ? null : attempt.key();
    Denials denials = peer.denials();
    denials.note(denials.wish(app, RefusalKind.SIGN_IN, refused.reason(), key).with(attempt));
    Signed signed = refused.signed();
    SigninNotes.refused(
        peer,
        app,
        refused.reason(),
        signed == null ? null : signed.user(),
        signed == null ? Means.hmac(key) : signed.means());
  }

  // The one refusal that closes, so that the clients of a blocked user stop asking (rule USR-031).
  private static void refuse(Peer peer, App app, Signed signed, Shutout shutout) {
    switch (shutout) {
      case Shutout.Block block -> {
        note(peer, app, new RefusedSignin(Reason.BLOCKED, block.words()).of(signed));
        peer.close(CloseReason.BLOCKED, block.words());
      }
      case Shutout.Revocation unused -> refuse(peer, app, TOKEN_REVOKED.of(signed));
    }
  }
}
