package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.belfry.protocol.sign.Secret;
import io.belfry.protocol.sign.WebhookSignature;
import io.belfry.protocol.webhook.WebhookEvent;
import io.belfry.rest.Pusher;
import io.belfry.rest.Webhook;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Official server libraries, unmodified, are told what happened and say whether it is true. */
@Tag("sdk")
class WebhookSdksTest {
  @AutoClose private static final SdkProgram NODE = SdkProgram.node("pusher-node");
  @AutoClose private static final SdkProgram PYTHON = SdkProgram.python("pusher-python");
  @AutoClose private static final SdkProgram GO = SdkProgram.compiled("pusher-go");

  @TempDir private static Path dataDir;

  private static WebhookScene scene;
  private static List<WebhookInbox.Request> requests;

  @BeforeAll
  static void begin() {
    scene = new WebhookScene(dataDir, "batch: {enabled: false}");
    requests = scene.ofEachType();
  }

  @AfterAll
  static void end() {
    scene.close();
  }

  @Test
  @Tag("HOOK-001")
  @Tag("HOOK-002")
  @Tag("HOOK-055")
  void givenAnEventOfEachType_theNodeLibraryTakesThemAll() {
    takesAll(driven(NODE));
  }

  @Test
  @Tag("HOOK-002")
  @Tag("HOOK-064")
  void givenAnEventOfEachType_thePythonLibraryTakesThemAllFor300Seconds() {
    Function<WebhookInbox.Request, JsonObject> python = driven(PYTHON);
    takesAll(python);

    assertThat(isValid(python, raisedBefore(290_000))).isTrue();
    assertThat(isValid(python, raisedBefore(310_000))).isFalse();
  }

  @Test
  @Tag("HOOK-002")
  @Tag("HOOK-020")
  @Tag("HOOK-021")
  @Tag("HOOK-054")
  void givenAnEventOfEachType_theGoLibraryTakesAllButThoseOfEncryptedChannels() {
    Function<WebhookInbox.Request, JsonObject> go = driven(GO);
    for (WebhookInbox.Request request : requests) {
      // It wants ciphertext in every event of such a channel; alone, each costs no other.
      assertThat(isValid(go, request))
          .as(request.body())
          .isEqualTo(!request.isAbout(WebhookScene.ENCRYPTED));
    }
  }

  @Test
  @Tag("HOOK-002")
  void givenAnEventOfEachType_theJavaLibraryTakesThemAll() {
    PusherHttpJava sdk = new PusherHttpJava(scene.belfry.account());

    for (WebhookInbox.Request request : requests) {
      assertThat(sdk.isValid(request)).as(request.body()).isTrue();
      assertThat(sdk.isValid(changed(request))).isFalse();
    }
  }

  @Test
  @Tag("HTTP-162")
  void givenAnEventOfEachType_ourLibraryKnowsThemAll() {
    Pusher ours = scene.belfry.backend();

    for (WebhookInbox.Request request : requests) {
      Webhook webhook = ours.webhook(request.headers(), utf8(request.body()));
      assertThat(webhook.isValid()).as(webhook.reason()).isTrue();
      assertThat(webhook.events()).noneMatch(WebhookEvent.Unknown.class::isInstance);
      assertThat(webhook.deliveryId()).isPresent();
      assertThat(ours.webhook(request.headers(), utf8(changed(request).body())).problem())
          .isEqualTo(Optional.of(Webhook.Problem.WRONG_SIGNATURE));
    }
  }

  @Test
  void givenTheScene_itHasAnEventOfEachType() {
    Set<String> names =
        requests.stream().flatMap(r -> r.names().stream()).collect(Collectors.toSet());

    assertThat(names).isEqualTo(Set.of(WebhookScene.TYPES.split(", ", -1)));
    assertThat(requests).anyMatch(request -> request.isAbout(WebhookScene.ENCRYPTED));
  }

  @Test
  @Tag("HOOK-051")
  @Tag("HOOK-054")
  void givenBatches_theGoLibraryLosesOnlyWhatIsOfEncryptedChannels(@TempDir Path other) {
    try (WebhookScene batched = new WebhookScene(other, "batch: {enabled: true, ms: 500}")) {
      List<WebhookInbox.Request> gathered = batched.ofEachType();
      ask(GO, "open", account(batched));

      assertThat(gathered).anyMatch(request -> request.events().size() > 1);
      for (WebhookInbox.Request request : gathered) {
        boolean isEncrypted = request.isAbout(WebhookScene.ENCRYPTED);
        assertThat(judged(GO, request).get("valid").getAsBoolean()).isEqualTo(!isEncrypted);
        assertThat(!isEncrypted || request.events().size() == 1).isTrue();
      }
    }
  }

  private static void takesAll(Function<WebhookInbox.Request, JsonObject> sdk) {
    for (WebhookInbox.Request request : requests) {
      JsonObject verdict = sdk.apply(request);
      assertThat(verdict.get("valid").getAsBoolean()).as(request.body()).isTrue();
      JsonArray events = verdict.getAsJsonArray("events");
      assertThat(events).isEqualTo(request.events());
      assertThat(isValid(sdk, changed(request))).isFalse();
    }
  }

  private static Function<WebhookInbox.Request, JsonObject> driven(SdkProgram driver) {
    ask(driver, "open", account(scene));
    return request -> judged(driver, request);
  }

  private static Map<String, Object> account(WebhookScene scene) {
    ServerSdk.Account account = scene.belfry.account();
    return Map.of(
        "port", account.port(),
        "appId", account.appId(),
        "key", account.key(),
        "secret", account.secret(),
        "encryptionMasterKeyBase64", ServerSdk.Account.MASTER_KEY);
  }

  private static JsonObject judged(SdkProgram driver, WebhookInbox.Request request) {
    return ask(driver, "webhook", Map.of("headers", request.headers(), "body", request.body()));
  }

  private static JsonObject ask(SdkProgram driver, String step, Map<String, Object> said) {
    JsonObject line = new Gson().toJsonTree(said).getAsJsonObject();
    line.addProperty("step", step);
    return driver.ask(line).getAsJsonObject("answer");
  }

  private static boolean isValid(
      Function<WebhookInbox.Request, JsonObject> sdk, WebhookInbox.Request request) {
    return sdk.apply(request).get("valid").getAsBoolean();
  }

  private static WebhookInbox.Request changed(WebhookInbox.Request request) {
    return request.withBody(request.body().replace("\"time_ms\":1", "\"time_ms\":2"));
  }

  private static WebhookInbox.Request raisedBefore(long ms) {
    String body =
        "{\"time_ms\":%d,\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"news\"}]}"
            .formatted(System.currentTimeMillis() - ms);
    Secret secret = Secret.of(scene.belfry.account().secret());
    return new WebhookInbox.Request(
        Map.of(
            "X-Pusher-Key",
            Belfry.KEY,
            "X-Pusher-Signature",
            WebhookSignature.of(secret, utf8(body))),
        body);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
