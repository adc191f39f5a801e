package io.belfry.cli.explain;

import io.belfry.cli.explain.Explanation.Ends;
import io.belfry.cli.explain.Explanation.Verdict;
import io.belfry.cli.migrate.NotReadable;
import io.belfry.cli.migrate.Tree;
import io.belfry.cli.migrate.TreeText;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.JwtForm;
import io.belfry.server.api.RequestJudge;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.http.Request;
import io.belfry.server.jwt.JwtJudge;
import io.belfry.server.refusal.TokenJudge;
import io.belfry.server.refusal.WrongToken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what is wrong with what was pasted.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "rules CON-060, CON-061, THR-47"
 */
public final class Explainer {
  private static final Pattern TOKEN = Pattern.compile("[^\\s:/]{1,200}:(?!//)[^\\s:]{1,400}");
  private static final Pattern WORD = Pattern.compile("[a-z]+(_[a-z]+)*");
  private static final Pattern BEARER = Pattern.compile("^(?i:bearer) +");
  private static final Pattern TIMESTAMP =
      Pattern.compile("(?:^|&)auth_timestamp=(\\d{1,11})(?:&|$)");
  private static final Pattern SIGNATURE = Pattern.compile("(?:^|&)auth_signature=([^&]*)");
  private static final Duration SKEW = Duration.ofSeconds(600);

  private final List<App> apps;
  private final App app;
  private final InstantSource clock;
  private final JwtJudge.@Nullable KnownKeys keys;

  /**
   * For the tokens of one app, knowing others whose secrets may have been taken.
   *
   * @param keys those of the issuers of JWTs, asked for when there is one; null where it is not
   *     known what issuers the app has
   */
  public Explainer(
      List<App> apps, App app, JwtJudge.@Nullable KnownKeys keys, InstantSource clock) {
    this.apps = List.copyOf(apps);
    this.app = app;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * What is known about a token beside it.
   *
   * @param socketId connection that it is for
   * @param channel channel that it is for
   * @param channelData what was signed with the channel
   * @param userData what was signed as the user
   */
  public record Facts(
      @Nullable String socketId,
      @Nullable String channel,
      @Nullable String channelData,
      @Nullable String userData) {}

  /** Explains it. */
  public Explanation explain(String pasted, Facts facts) throws NotUnderstood {
    String text = pasted.strip();
    if (text.startsWith("{")) {
      return answer(text, facts);
    }
    if (WORD.matcher(text).matches()) {
      return word(text);
    }
    String bearer = BEARER.matcher(text).replaceFirst("");
    if (JwtForm.isOf(bearer)) {
      return jwt(bearer);
    }
    if (TOKEN.matcher(text).matches()) {
      return token(text, facts);
    }
    PastedRequest request = PastedRequest.parse(pasted);
    return request.isWebhook()
        ? new WebhookExplainer(apps, clock).explain(request)
        : request(request);
  }

  private static Explanation word(String word) throws NotUnderstood {
    TokenJudge.Judgement meaning =
        TokenJudge.ofWord(word)
            .orElseThrow(
                () ->
                    new NotUnderstood(
                        "\""
                            + word
                            + "\" is no reason for which a client is refused. Those of the HTTP API"
                            + " say in their answers what to do."));
    String remedy =
        meaning.sentence().isEmpty()
            ? "Explain the token itself: what is wrong with it is then looked for."
            : meaning.sentence();
    return new Explanation("client", new Verdict(word, "", "", remedy), "", Optional.empty());
  }

  private Explanation answer(String json, Facts facts) throws NotUnderstood {
    try {
      if (TreeText.json(json) instanceof Tree.Group answer
          && answer.members().get("auth") instanceof Tree.Text auth) {
        return token(
            auth.text(),
            new Facts(
                facts.socketId(),
                facts.channel(),
                member(answer, "channel_data", facts.channelData()),
                member(answer, "user_data", facts.userData())));
      }
    } catch (NotReadable e) {
      throw new NotUnderstood(
          "The answer is no JSON, so clients cannot read it. Expected an object with auth.");
    }
    throw new NotUnderstood(
        "The answer has no auth that is a text, so clients refuse it. Expected"
            + " {\"auth\":\"KEY:SIGNATURE\"}, with user_data or channel_data.");
  }

  private static @Nullable String member(Tree.Group answer, String name, @Nullable String given)
      throws NotUnderstood {
    Tree member = answer.members().get(name);
    if (member == null) {
      return given;
    }
    if (member instanceof Tree.Text text) {
      return text.text();
    }
    throw new NotUnderstood(
        name + " is no text in the answer. Expected a JSON string: the text that was signed.");
  }

  private Explanation jwt(String token) throws NotUnderstood {
    if (keys == null) {
      throw new NotUnderstood(
          "A JWT is judged by the issuers of an app, which stand in its configuration. Name that"
              + " with --config.");
    }
    return new JwtExplainer(keys, clock).explain(app, token);
  }

  private Explanation token(String auth, Facts facts) throws NotUnderstood {
    if (JwtForm.isOf(auth)) {
      return jwt(auth);
    }
    if (facts.socketId() == null) {
      throw new NotUnderstood("A token is for one connection. Name it with --socket-id.");
    }
    SocketId socket =
        SocketId.parse(facts.socketId())
            .orElseThrow(
                () -> new NotUnderstood("--socket-id has another form. Expected one as 123.456."));
    WrongToken token = attempt(auth, socket, facts);
    TokenJudge.Judgement judged = new TokenJudge(apps).judge(app, token, clock.millis());
    String signed = TokenJudge.stringToSign(token);
    Optional<Ends> ends =
        app.activeKey(token.key())
            .map(key -> Ends.of(key.secret(), signed, auth.substring(auth.indexOf(':') + 1)));
    String key = judged.key() == null ? "" : " (key " + judged.key() + ")";
    return new Explanation(
        token.channel() == null ? "sign-in" : "subscription",
        new Verdict(judged.reason(), judged.mistake(), judged.sentence() + key, judged.remedy()),
        signed,
        ends);
  }

  private static WrongToken attempt(String auth, SocketId socket, Facts facts)
      throws NotUnderstood {
    if (facts.channel() == null) {
      if (facts.userData() == null) {
        throw new NotUnderstood(
            "It is not said what the token is for. Name --channel, or --user-data for a sign-in.");
      }
      return WrongToken.signin(auth, socket, facts.userData());
    }
    ChannelName channel =
        ChannelName.parse(facts.channel())
            .orElseThrow(
                () ->
                    new NotUnderstood(
                        "--channel is no name of a channel, and the server refuses it before it"
                            + " looks at the token. Expected 1 to 200 of A-Z a-z 0-9 _ - = @ , . ;"));
    return new WrongToken(auth, socket, channel, facts.channelData());
  }

  private Explanation request(PastedRequest pasted) {
    Request request = served(pasted);
    RequestJudge.RequestJudgement now = judge(request, clock);
    Matcher timestamp = TIMESTAMP.matcher(pasted.query());
    String old = "";
    if (now.reason().equals("auth_timestamp_expired") && timestamp.find()) {
      Instant then = Instant.ofEpochSecond(Long.parseLong(timestamp.group(1)));
      RequestJudge.RequestJudgement atItsTime = judge(request, InstantSource.fixed(then));
      if (!atItsTime.isGranted()) {
        now = atItsTime;
      } else {
        old = "But for its age it is right: send it within ten minutes, and set the clocks.";
      }
    }
    Matcher signature = SIGNATURE.matcher(pasted.query());
    String text = now.stringToSign();
    Optional<Ends> ends =
        signature.find() && now.reason().equals("auth_signature_invalid")
            ? ends(pasted.query(), text, signature.group(1))
            : Optional.empty();
    return new Explanation(
        "request",
        new Verdict(now.reason(), "", now.sentence(), old.isEmpty() ? now.hint() : old),
        text,
        ends);
  }

  private Optional<Ends> ends(String query, String text, String given) {
    return apps.stream()
        .flatMap(one -> one.keys().stream())
        .filter(key -> key.active() && AuthToken.isKey(key.key()))
        .filter(key -> ("&" + query + "&").contains("&auth_key=" + key.key() + "&"))
        .findFirst()
        .map(key -> Ends.of(key.secret(), text, given));
  }

  private RequestJudge.RequestJudgement judge(Request request, InstantSource at) {
    return new RequestJudge(new ConfiguredApps(apps), at, SKEW).judge(request);
  }

  private static Request served(PastedRequest pasted) {
    byte[] body = pasted.bytes();
    Map<String, String> headers = new HashMap<>(pasted.headers());
    headers.put("content-length", String.valueOf(body.length));
    return Request.head(pasted.method(), pasted.path(), pasted.query(), headers).withBody(body);
  }
}
