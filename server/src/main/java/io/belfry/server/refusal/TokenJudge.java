package io.belfry.server.refusal;

import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.Member;
import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.UserData;
import io.belfry.protocol.UserId;
import io.belfry.server.app.App;
import java.util.Collection;
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

  /** The text that the token has to sign. */
  public static String stringToSign(WrongToken token) {
    return token.text(token.socketId(), token.data());
  }

  /** Judges a token that is for that app. */
  public Judgement judge(App app, WrongToken token) {
    return switch (app.verify(token.auth(), stringToSign(token))) {
      case GRANTED -> ofData(token);
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

  private static Judgement ofData(WrongToken token) {
    String data = token.data();
    try {
      if (token.channel() == null) {
        UserData.parse(data == null ? "" : data, UserId.DEFAULT_MAX_LENGTH);
      } else if (data != null && token.channel().kind().has(Trait.ROSTER)) {
        Member.parse(data, UserId.DEFAULT_MAX_LENGTH);
      }
      return new Judgement("", "", "The server takes it.", "", null);
    } catch (ProtocolException e) {
      return Judgement.of(
          token.channel() == null ? Reason.USER_DATA_INVALID : Reason.CHANNEL_DATA_INVALID);
    }
  }
}
