package io.belfry.cli.explain;

import io.belfry.cli.explain.Explanation.Ends;
import io.belfry.cli.explain.Explanation.Verdict;
import io.belfry.protocol.sign.WebhookSignature;
import io.belfry.protocol.webhook.WebhookReader;
import io.belfry.server.app.App;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out why a receiver refuses a webhook.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "rule HOOK-082"
 */
final class WebhookExplainer {
  private static final Duration USUAL_AGE = Duration.ofSeconds(300);

  private final List<App> apps;
  private final InstantSource clock;

  WebhookExplainer(List<App> apps, InstantSource clock) {
    this.apps = apps;
    this.clock = clock;
  }

  Explanation explain(PastedRequest request) {
    String name = request.headers().getOrDefault("x-pusher-key", "");
    String given = request.headers().getOrDefault("x-pusher-signature", "");
    if (name.isEmpty() || given.isEmpty()) {
      return refused(
          "header_missing", "A webhook has one X-Pusher-Key and one X-Pusher-Signature.", "");
    }
    Optional<App.Key> key =
        apps.stream()
            .flatMap(app -> app.keys().stream())
            .filter(one -> one.key().equals(name))
            .findFirst();
    if (key.isEmpty()) {
      return refused(
          "key_unknown",
          "It names a key that is none of the app's.",
          "Give the receiver the secret of the key in X-Pusher-Key.");
    }
    String body = request.body();
    if (isOf(key.get(), body, given)) {
      return ofRightOne(request, body);
    }
    for (Map.Entry<String, String> other : changed(body).entrySet()) {
      if (isOf(key.get(), other.getValue(), given)) {
        return wrong("body_changed", other.getKey(), ends(key.get(), body, given));
      }
    }
    for (App app : apps) {
      for (App.Key other : app.keys()) {
        if (isOf(other, body, given)) {
          return wrong(
              "other_key",
              "It was signed with the secret of key " + other.key() + ".",
              ends(key.get(), body, given));
        }
      }
    }
    return wrong(
        "none",
        "The body is not the one that was signed, or the secret is another one.",
        ends(key.get(), body, given));
  }

  private static boolean isOf(App.Key key, String body, String given) {
    return WebhookSignature.isOf(key.secret(), body.getBytes(StandardCharsets.UTF_8), given);
  }

  private static Optional<Ends> ends(App.Key key, String body, String given) {
    return Optional.of(Ends.of(key.secret(), body, given));
  }

  // What frameworks, and pasting, do to a body.
  private static Map<String, String> changed(String body) {
    Map<String, String> variants = new LinkedHashMap<>();
    variants.put("The body has blanks or line ends at its end that were not sent.", body.strip());
    variants.put("A line end at the end of the body is missing.", body + "\n");
    variants.put("The line ends of the body were changed.", body.replace("\r\n", "\n"));
    variants.put("The line ends of the body were changed to others.", body.replace("\n", "\r\n"));
    variants.put(
        "The slashes of the body were escaped: it was parsed and written again.",
        body.replace("\\/", "/"));
    variants.put("The body has blanks: it was parsed and written again.", compact(body));
    return variants;
  }

  private static String compact(String json) {
    StringBuilder text = new StringBuilder();
    boolean isInString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '"' && (i == 0 || json.charAt(i - 1) != '\\')) {
        isInString = !isInString;
      }
      if (isInString || !Character.isWhitespace(c)) {
        text.append(c);
      }
    }
    return text.toString();
  }

  private Explanation ofRightOne(PastedRequest request, String body) {
    WebhookReader.Reading reading = WebhookReader.read(request.bytes());
    if (reading.body().isEmpty()) {
      return refused(
          "malformed", "It is rightly signed and no webhook: " + reading.hint() + ".", "");
    }
    Duration age =
        Duration.between(Instant.ofEpochMilli(reading.body().get().timeMs()), clock.instant());
    String remark =
        age.compareTo(USUAL_AGE) > 0
            ? "It is "
                + age.toSeconds()
                + " s old by this clock; libraries refuse what is older than 300 s."
            : "";
    return new Explanation(
        "webhook",
        new Verdict(
            "",
            "",
            "The signature is that of this body (" + body.length() + " characters).",
            remark),
        "",
        Optional.empty());
  }

  private static Explanation wrong(String mistake, String sentence, Optional<Ends> ends) {
    return new Explanation(
        "webhook",
        new Verdict(
            "signature_wrong",
            mistake,
            sentence,
            "Check the raw body, before anything has parsed it, with the secret of X-Pusher-Key."),
        "",
        ends);
  }

  private static Explanation refused(String reason, String sentence, String remedy) {
    return new Explanation(
        "webhook", new Verdict(reason, "", sentence, remedy), "", Optional.empty());
  }
}
