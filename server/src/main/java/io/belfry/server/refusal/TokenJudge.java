package io.belfry.server.refusal;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.SessionTerms;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.refusal.SigninJudge.Objection;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges a token as the server would, and says which mistake it is; for {@code belfry explain}.
 * Nothing it says holds a secret or a signature.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules CON-060, CON-061"
 */
public final class TokenJudge {
  private final Collection<App> apps;

  /** A judge who knows these apps. */
  public TokenJudge(Collection<App> apps) {
    this.apps = apps;
  }

  /**
   * What became of it.
   *
   * @param reason word for why it is refused, empty when it is not
   * @param mistake word for what went wrong with its signature, empty for nothing
   * @param sentence what happened
   * @param remedy what to do
   * @param key key with whose secret it was made, where that is another one
   */
  public record Judgement(
      String reason, String mistake, String sentence, String remedy, @Nullable String key) {
    /** Whether the server would take it. */
    public boolean isGranted() {
      return reason.isEmpty();
    }

    private static Judgement of(Reason reason) {
      return new Judgement(reason.word(), "", Reason.sentence(reason.word()), "", null);
    }
  }

  /** What a reason word means, for one that a client was refused for; empty for any other. */
  public static Optional<Judgement> ofWord(String word) {
    return Arrays.stream(Reason.values())
        .filter(reason -> reason.word().equals(word))
        .map(Judgement::of)
        .findFirst();
  }

  /** The text that the token has to sign. */
  public static String stringToSign(WrongToken token) {
    return token.text(token.socketId(), token.data());
  }

  /**
   * Judges a token that is for that app.
   *
   * @param nowMillis now, in Unix milliseconds
   */
  public Judgement judge(App app, WrongToken token, long nowMillis) {
    return switch (app.verify(token.auth(), stringToSign(token))) {
      case GRANTED -> ofData(app, token, nowMillis);
      case UNKNOWN_KEY ->
          Judgement.of(app.hasKey(token.key()) ? Reason.KEY_INACTIVE : Reason.KEY_UNKNOWN);
      case BAD_SIGNATURE -> {
        Mistakes.Finding found = new Mistakes(() -> apps, new RecentSockets()).find(app, token);
        yield new Judgement(
            Reason.SIGNATURE_WRONG.word(),
            found.mistake().word(),
            found.mistake().sentence(),
            found.mistake().remedy(),
            found.key());
      }
    };
  }

  private static Judgement ofData(App app, WrongToken token, long nowMillis) {
    String data = token.data();
    Optional<Reason> against =
        token.channel() == null
            ? ofSignin(app, data == null ? "" : data, nowMillis)
            : ofMember(app, token.channel(), data);
    return against
        .map(Judgement::of)
        .orElseGet(() -> new Judgement("", "", "The server takes it.", "", null));
  }

  private static Optional<Reason> ofSignin(App app, String userData, long nowMillis) {
    Optional<Objection> against = SigninJudge.ofSigned(app, userData);
    if (against.isEmpty()) {
      try {
        SessionTerms terms = SigninJudge.read(app, userData).terms();
        against = SigninJudge.ofTerms(app, terms, nowMillis);
      } catch (ProtocolException e) {
        against = Optional.of(SigninJudge.of(userData, e));
      }
    }
    return against.map(Objection::reason);
  }

  private static Optional<Reason> ofMember(App app, ChannelName channel, @Nullable String data) {
    try {
      if (data != null && channel.kind().has(Trait.ROSTER)) {
        Member.parse(data, (int) app.limits().of(Limit.MAX_USER_ID_LENGTH));
      }
      return Optional.empty();
    } catch (ProtocolException e) {
      return Optional.of(Reason.CHANNEL_DATA_INVALID);
    }
  }
}
