package io.belfry.server.api;

import io.belfry.protocol.sign.Secret;
import io.belfry.protocol.sign.StringToSign;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.Request;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Judges a signed request as the server would, and looks for the mistake; for {@code belfry
 * explain}. Nothing it says holds a secret or a signature.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-033, CON-061"
 */
public final class RequestJudge {
  private static final int DIGITS = 64;
  private static final int MOST_KEYS = 60;

  private final AppSource apps;
  private final RequestAuth auth;

  /** A judge who knows these apps, with that time. */
  public RequestJudge(AppSource apps, InstantSource clock, Duration skew) {
    this.apps = apps;
    this.auth = new RequestAuth(apps, clock, skew);
  }

  /**
   * What became of it.
   *
   * @param reason word for why it is refused, empty when it is not
   * @param sentence what happened
   * @param hint the likeliest mistake with what to do; empty for none
   * @param stringToSign text that has to be signed
   */
  public record RequestJudgement(String reason, String sentence, String hint, String stringToSign) {
    /** Whether the server would take it. */
    public boolean isGranted() {
      return reason.isEmpty();
    }
  }

  /** Judges a whole request. */
  public RequestJudgement judge(Request request) {
    RoutedRequest routed = routed(request);
    String text = "";
    try {
      SignedQuery query = SignedQuery.parse(request.query());
      text = query.firstCandidate(request.method(), routed.path()).text();
      auth.verify(routed).checkBody(request.body());
      return new RequestJudgement("", "The server takes it.", "", text);
    } catch (ApiError e) {
      String word = e.reason().word();
      String hint = word.equals("auth_signature_invalid") ? mistake(routed) : "";
      return new RequestJudgement(word, String.valueOf(e.getMessage()), hint, text);
    }
  }

  private static RoutedRequest routed(Request request) {
    int apps = request.path().indexOf("/apps/");
    int users = apps < 0 ? request.path().indexOf("/users/") : apps;
    String path = users <= 0 ? request.path() : request.path().substring(users);
    List<String> segments =
        path.startsWith("/") ? List.of(path.substring(1).split("/", -1)) : List.of();
    return new RoutedRequest(request, "", path, segments, List.of());
  }

  private String mistake(RoutedRequest request) {
    SignedQuery query = SignedQuery.parse(request.head().query());
    String signature = query.raw().single("auth_signature");
    String key = query.raw().single("auth_key");
    if (signature == null || key == null || !isHex(signature)) {
      return "auth_signature is no text of 64 digits 0-9 a-f: HMAC-SHA256, in hexadecimal.";
    }
    byte[] given = HexFormat.of().parseHex(signature);
    String text = query.firstCandidate(request.head().method(), request.path()).text();
    String ofSecret = otherSecret(key, text, given);
    if (!ofSecret.isEmpty()) {
      return ofSecret;
    }
    return apps.byKey(key)
        .flatMap(app -> app.activeKey(key))
        .map(own -> otherText(own.secret(), request, query, given))
        .orElse("");
  }

  private static boolean isHex(String text) {
    return text.length() == DIGITS && text.chars().allMatch(HexFormat::isHexDigit);
  }

  private String otherSecret(String key, String text, byte[] given) {
    List<App.Key> keys =
        apps.all().stream().flatMap(app -> app.keys().stream()).limit(MOST_KEYS).toList();
    for (App.Key other : keys) {
      if (!other.key().equals(key) && other.secret().hasSigned(text, given)) {
        return "It was made with the secret of key "
            + other.key()
            + ". Name that key in auth_key, or take the other secret.";
      }
      if (other.key().equals(key)) {
        for (String end : List.of("\n", "\r\n", " ", "\r")) {
          if (other.secret().between("", end).hasSigned(text, given)) {
            return "The secret has a blank or line end too many. Trim what you read.";
          }
        }
      }
    }
    return "";
  }

  private static String otherText(
      Secret secret, RoutedRequest request, SignedQuery query, byte[] given) {
    String method = request.head().method();
    List<Map.Entry<String, String>> pairs =
        query.firstCandidate(method, request.path()).parameters().pairs();
    List<Map.Entry<String, String>> withoutBody =
        pairs.stream().filter(pair -> !pair.getKey().equals("body_md5")).toList();
    for (String other : List.of("GET", "POST", method.toLowerCase(Locale.ROOT))) {
      if (secret.hasSigned(StringToSign.request(other, request.path(), pairs), given)) {
        return "It was signed as a request of the method " + other + ". Sign the one that is sent.";
      }
    }
    if (secret.hasSigned(StringToSign.request(method, request.path(), withoutBody), given)) {
      return "body_md5 was not signed with it. Sign all parameters but auth_signature.";
    }
    List<String> unsorted = new ArrayList<>();
    pairs.forEach(pair -> unsorted.add(pair.getKey() + "=" + pair.getValue()));
    String raw = method + "\n" + request.path() + "\n" + String.join("&", unsorted);
    if (secret.hasSigned(raw, given)) {
      return "The parameters were not sorted. Sort them by name before they are signed.";
    }
    if (secret.hasSigned(StringToSign.request(method, request.path() + "/", pairs), given)) {
      return "It was signed with a slash behind the path. Sign the path as it is sent.";
    }
    return "";
  }
}
