package io.belfry.server.refusal;

import io.belfry.server.app.App;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Something that was refused, with all that is known of who wanted it. Texts of strangers stand in
 * it as they came; who writes them cuts them.
 *
 * <p>Thread: immutable.
 *
 * @param kind what was refused
 * @param reason fixed word that says why
 * @param app whose it is, null when nobody knows
 * @param who who wanted it
 * @param about what it was about, such as the channel, null for nothing
 * @param attempt the token, when its signature was wrong
 */
public record Refusal(
    RefusalKind kind,
    String reason,
    @Nullable App app,
    Who who,
    @Nullable String about,
    @Nullable WrongToken attempt) {
  /**
   * Who wanted it, as far as that is known.
   *
   * @param key public key of the app or of the token
   * @param user id of the signed-in user
   * @param socketId connection
   * @param address where it comes from
   */
  public record Who(
      @Nullable String key,
      @Nullable String user,
      @Nullable String socketId,
      @Nullable InetAddress address) {}

  /** A refusal for one of the reasons of the server. */
  public static Refusal of(RefusalKind kind, Reason reason, @Nullable App app, Who who) {
    return new Refusal(kind, reason.word(), app, who, null, null);
  }

  /** The same, about that. */
  public Refusal about(@Nullable String what) {
    return new Refusal(kind, reason, app, who, what, attempt);
  }

  /** The same, with the token that was wrong. */
  public Refusal with(@Nullable WrongToken wrong) {
    return new Refusal(kind, reason, app, who, about, wrong);
  }

  String appId() {
    return app == null ? "" : app.id();
  }
}
