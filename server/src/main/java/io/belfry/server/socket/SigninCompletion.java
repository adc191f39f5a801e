package io.belfry.server.socket;

import io.belfry.protocol.CloseReason;
import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.SessionTerms;
import io.belfry.protocol.UserData;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.ServerMessage;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.audit.AuditEntry.Means;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.SigningIn;
import io.belfry.server.metrics.Metric;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.refusal.Reason;
import io.belfry.server.refusal.SigninJudge;
import io.belfry.server.refusal.SigninJudge.Objection;
import io.belfry.server.shutout.Shutouts;
import io.belfry.server.store.Shutout;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs in whom somebody has vouched for; it is the same road for all, whoever that was.
 *
 * <p>Thread: immutable; runs on the event loop of the connection.
 *
 * @see "rules WS-037 to WS-040, USR-002, USR-031"
 */
final class SigninCompletion {
  private static final Logger LOG = LoggerFactory.getLogger(SigninCompletion.class);
  private static final SigninRefusal OTHER_USER =
      new SigninRefusal(Reason.OTHER_USER, "Connection is already signed in as another user");
  private static final SigninRefusal TOO_MANY =
      new SigninRefusal(Reason.TOO_MANY_CONNECTIONS, "This user has as many connections as allowed")
          .beyond(Limit.MAX_CONNECTIONS_PER_USER);
  private static final SigninRefusal TOKEN_REVOKED =
      new SigninRefusal(Reason.TOKEN_REVOKED, "Token revoked");

  private final HookCalls hooks;
  private final Shutouts shutouts;
  private final Metrics metrics;
  private final RandomGenerator random;
  private final SharedTexts devices = new SharedTexts();

  SigninCompletion(HookCalls hooks, Shutouts shutouts, Metrics metrics, RandomGenerator random) {
    this.hooks = hooks;
    this.shutouts = shutouts;
    this.metrics = metrics;
    this.random = random;
  }

  /** Whether nothing stands against it; who is refused hears of it. */
  static boolean isTaken(Peer peer, App app, Optional<Objection> objection) {
    objection.ifPresent(it -> SigninRefusal.of(it).answer(peer, app));
    return objection.isEmpty();
  }

  /** What is said of a user; null when it cannot be taken, which the client hears of. */
  @Nullable UserData read(Peer peer, App app, String userData, Means means) {
    try {
      return kept(SigninJudge.read(app, userData));
    } catch (ProtocolException e) {
      SigninRefusal.of(SigninJudge.of(userData, e)).by(means).answer(peer, app);
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

  /** Signs in whom a hook knows, which is not asked once more. */
  void byHook(Peer peer, App app, VouchedUser user) {
    if (isInTime(peer, app, user) && isNotAnother(peer, app, user)) {
      register(peer, app, user);
    }
  }

  private static boolean isInTime(Peer peer, App app, VouchedUser user) {
    Optional<Objection> objection =
        SigninJudge.ofTerms(app, user.data().terms(), peer.wallMillis());
    objection.ifPresent(it -> SigninRefusal.of(it).of(user).answer(peer, app));
    return objection.isEmpty();
  }

  private static boolean isNotAnother(Peer peer, App app, VouchedUser user) {
    UserId current = peer.identity().user();
    boolean isAnother = current != null && !current.equals(user.user());
    if (isAnother) {
      OTHER_USER.of(user).answer(peer, app);
    }
    return !isAnother;
  }

  /** Signs in whom the hooks, if there are any, let. */
  void signIn(Peer peer, App app, VouchedUser user) {
    if (!isInTime(peer, app, user) || !isNotAnother(peer, app, user)) {
      return;
    }
    if (hooks.areNone()) {
      register(peer, app, user);
      return;
    }
    SigningIn facts = new SigningIn(app.id(), peer.socketId(), user.user(), user.data().userInfo());
    peer.await(
        hooks,
        hooks.signingIn(facts, peer.loop()),
        decision -> {
          switch (decision) {
            case Permission.Allowed allowed -> register(peer, app, user);
            case Permission.Refused refused ->
                new SigninRefusal(Reason.HOOK_REFUSED, refused.words()).of(user).answer(peer, app);
          }
        });
  }

  private void register(Peer peer, App app, VouchedUser user) {
    UserData data = user.data();
    Shutout shutout = shutouts.find(app.id(), user, peer.wallMillis()).orElse(null);
    if (shutout != null) {
      refuse(peer, app, user, shutout);
      return;
    }
    Identity identity = peer.identity();
    if (identity.user() != null) {
      identity.repeated(data, user.token());
      succeed(peer, app, user);
      return;
    }
    peer.await(
        identity.signIn(data, user.token(), peer.now(), peer.wallMillis()),
        verdict -> {
          switch (verdict) {
            case SIGNED_IN -> succeed(peer, app, user);
            case TOO_MANY_CONNECTIONS -> {
              identity.signOut();
              TOO_MANY.of(user).answer(peer, app);
            }
          }
        },
        identity::signOut);
  }

  private void succeed(Peer peer, App app, VouchedUser user) {
    peer.authorized();
    Long exp = user.data().terms().expiresAtSeconds();
    peer.expires(
        exp == null
            ? null
            : Expiry.of(
                SigninJudge.life(exp, peer.wallMillis()),
                app.settings(),
                peer.library().canRenew(),
                peer.now(),
                random));
    peer.send(new ServerMessage.SigninSuccess(user.text()));
    peer.subscriptions().holdUserChannel();
    peer.identity().started(peer.socketId());
    metrics.count(Metric.SIGNINS, app.id(), "accepted", "signed_in");
    SigninNotes.accepted(
        peer, app, user.user(), user.means().ignoring(user.data().terms().ignored()));
    LOG.debug("signed in app={} user={} socket={}", app.id(), user.user(), peer.socketId());
    WatchlistStart.begin(peer, app, user.data().watchlist());
  }

  // The one refusal that closes, so that the clients of a blocked user stop asking (rule USR-031).
  private static void refuse(Peer peer, App app, VouchedUser user, Shutout shutout) {
    switch (shutout) {
      case Shutout.Block block -> {
        new SigninRefusal(Reason.BLOCKED, block.words()).of(user).note(peer, app);
        peer.close(CloseReason.BLOCKED, block.words());
      }
      case Shutout.Revocation unused -> TOKEN_REVOKED.of(user).answer(peer, app);
    }
  }
}
