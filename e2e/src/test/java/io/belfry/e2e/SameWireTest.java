package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.belfry.e2e.ServerSdk.BatchedEvent;
import io.belfry.e2e.ServerSdk.Member;
import io.belfry.e2e.WireRecorder.Seen;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same calls by the official server libraries and by ours: what goes over the wire is the same,
 * where it should be.
 */
@Tag("sdk")
class SameWireTest {
  private static final Map<String, String> DATA = Map.of("title", "Ångström & <Söhne> 😀");
  private static final Member ADA = new Member("ada", "Ada Ångström");
  private static final String SOCKET = "123.456";

  private static final WireRecorder WIRE = new WireRecorder();
  private static final BelfryRestSdk OURS = new BelfryRestSdk(WIRE.account());

  /** The libraries of others, and what each does in its own way. */
  enum Theirs {
    JAVA,
    NODE,
    PYTHON,
    GO;

    boolean knowsUsers() {
      return this != JAVA;
    }

    boolean endsConnections() {
      return this != JAVA && this != GO;
    }

    boolean leavesTheAppOutOfThePathOfUsers() {
      return this == PYTHON;
    }

    boolean leavesPaddingOut() {
      return this == JAVA;
    }

    ServerSdk open() {
      return switch (this) {
        case JAVA -> new PusherHttpJava(WIRE.account());
        case NODE -> new DrivenServerSdk(Drivers.NODE, WIRE.account());
        case PYTHON -> new DrivenServerSdk(Drivers.PYTHON, WIRE.account());
        case GO -> new DrivenServerSdk(Drivers.GO, WIRE.account());
      };
    }
  }

  private static final class Drivers {
    static final SdkProgram NODE = SdkProgram.node("pusher-node");
    static final SdkProgram PYTHON = SdkProgram.python("pusher-python");
    static final SdkProgram GO = SdkProgram.compiled("pusher-go");
  }

  @AfterAll
  static void end() {
    Drivers.NODE.close();
    Drivers.PYTHON.close();
    Drivers.GO.close();
    WIRE.close();
  }

  private static <S> Seen seen(S sdk, Consumer<? super S> call) {
    call.accept(sdk);
    return WIRE.next();
  }

  private static void same(ServerSdk theirs, Consumer<ServerSdk> call) {
    same(seen(theirs, call), seen(OURS, call));
  }

  private static void same(Seen theirs, Seen ours) {
    assertThat(ours.method()).isEqualTo(theirs.method());
    assertThat(ours.path()).isEqualTo(theirs.path());
    assertThat(ours.asked()).isEqualTo(theirs.asked());
    assertThat(ours.query().keySet()).isEqualTo(names(theirs));
    assertThat(ours.query().get("auth_key")).isEqualTo(theirs.query().get("auth_key"));
    assertThat(ours.query().get("auth_version")).isEqualTo(theirs.query().get("auth_version"));
    assertThat(opened(ours)).isEqualTo(opened(theirs));
    assertThat(ours.isSigned()).isTrue();
    assertThat(ours.library()).startsWith("belfry-rest ");
    if (ours.method().equals("POST")) {
      assertThat(ours.isDigestRight()).isTrue();
      assertThat(theirs.isDigestRight()).isTrue();
      assertThat(ours.type()).isEqualTo("application/json");
    }
  }

  /** Python's library sends the digest of an empty body, too. */
  private static Set<String> names(Seen seen) {
    Set<String> names = new TreeSet<>(seen.query().keySet());
    if (seen.method().equals("GET")) {
      names.remove("body_md5");
    }
    return names;
  }

  /** The body with the texts of its events read, as each language spaces and escapes them anew. */
  private static JsonElement opened(Seen seen) {
    JsonElement body = JsonParser.parseString(seen.body().isEmpty() ? "{}" : seen.body());
    open(body.getAsJsonObject());
    return body;
  }

  private static void open(JsonObject event) {
    if (event.has("batch")) {
      event.getAsJsonArray("batch").forEach(each -> open(each.getAsJsonObject()));
    } else if (event.has("data")) {
      event.add("data", JsonParser.parseString(event.get("data").getAsString()));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("HTTP-154")
  @Tag("HTTP-166")
  void givenAnEvent_itIsTheSame(Theirs which) {
    ServerSdk theirs = which.open();

    same(theirs, sdk -> sdk.trigger(List.of("news"), "headline", DATA));
    same(theirs, sdk -> sdk.trigger(List.of("news", "sports"), "headline", DATA));
    same(theirs, sdk -> sdk.triggerExcept(SOCKET, "news", "headline", DATA));
  }

  @ParameterizedTest
  @EnumSource
  @Tag("HTTP-155")
  void givenABatch_itIsTheSame(Theirs which) {
    List<BatchedEvent> batch =
        List.of(new BatchedEvent("news", "rain", DATA), new BatchedEvent("sports", "goal", DATA));

    same(which.open(), sdk -> sdk.triggerBatch(batch));
  }

  @ParameterizedTest
  @EnumSource
  @Tag("HTTP-159")
  void givenAQuestion_itIsTheSame(Theirs which) {
    ServerSdk theirs = which.open();

    same(theirs, sdk -> sdk.channels("presence-", "user_count"));
    same(theirs, sdk -> sdk.channel("presence-room", "user_count,subscription_count"));
    same(theirs, sdk -> sdk.users("presence-room"));
  }

  @ParameterizedTest
  @EnumSource
  @Tag("HTTP-158")
  void givenAnEncryptedChannel_theEventHasTheSameForm(Theirs which) {
    Consumer<ServerSdk> call = sdk -> sdk.trigger(List.of("private-encrypted-a"), "e", DATA);
    JsonObject theirs = opened(seen(which.open(), call)).getAsJsonObject();
    JsonObject ours = opened(seen(OURS, call)).getAsJsonObject();

    assertThat(ours.keySet()).isEqualTo(theirs.keySet());
    JsonObject ourData = ours.getAsJsonObject("data");
    JsonObject theirData = theirs.getAsJsonObject("data");
    assertThat(ourData.keySet()).isEqualTo(theirData.keySet());
    assertThat(ourData.get("nonce").getAsString())
        .hasSameSizeAs(theirData.get("nonce").getAsString())
        .isNotEqualTo(theirData.get("nonce").getAsString());
  }

  @ParameterizedTest
  @EnumSource
  @Tag("HTTP-151")
  @Tag("HTTP-152")
  @Tag("HTTP-153")
  void givenAChannel_theTokenIsTheSameByteForByte(Theirs which) {
    ServerSdk theirs = which.open();

    assertThat(OURS.authorize(SOCKET, "private-a"))
        .isEqualTo(theirs.authorize(SOCKET, "private-a"));
    JsonObject encrypted = theirs.authorize(SOCKET, "private-encrypted-a");
    if (which.leavesPaddingOut()) {
      encrypted.addProperty("shared_secret", encrypted.get("shared_secret").getAsString() + "=");
    }
    assertThat(OURS.authorize(SOCKET, "private-encrypted-a")).isEqualTo(encrypted);

    JsonObject member = theirs.authorizeMember(SOCKET, "presence-room", ADA);
    String said = member.get("channel_data").getAsString();
    assertThat(json(OURS.authorizeVerbatim(SOCKET, "presence-room", said).toJson()))
        .isEqualTo(member);
    assertThat(json(text(OURS.authorizeMember(SOCKET, "presence-room", ADA), "channel_data")))
        .isEqualTo(json(said));
  }

  @ParameterizedTest
  @EnumSource
  @Tag("HTTP-150")
  @Tag("HTTP-157")
  void givenAUser_tokenEventAndEndAreTheSame(Theirs which) {
    if (!which.knowsUsers()) {
      assertThat(which.open()).isNotInstanceOf(ServerSdk.OfUsers.class);
      return;
    }
    ServerSdk.OfUsers theirs = (ServerSdk.OfUsers) which.open();

    JsonObject user = theirs.authenticateUser(SOCKET, ADA);
    assertThat(json(OURS.authenticateVerbatim(SOCKET, text(user, "user_data")))).isEqualTo(user);
    assertThat(json(text(OURS.authenticateUser(SOCKET, ADA), "user_data")))
        .isEqualTo(json(text(user, "user_data")));

    Consumer<ServerSdk.OfUsers> sends = sdk -> sdk.sendToUser("ada", "paid", DATA);
    same(seen(theirs, sends), seen(OURS, sends));

    if (which.endsConnections()) {
      Seen end = seen(theirs, sdk -> sdk.terminate("ada"));
      Seen ourEnd = seen(OURS, sdk -> sdk.terminate("ada"));
      String prefix = which.leavesTheAppOutOfThePathOfUsers() ? "/apps/7" : "";
      assertThat(ourEnd.path()).isEqualTo(prefix + end.path());
      assertThat(ourEnd.body()).isEqualTo(end.body());
      assertThat(ourEnd.isSigned()).isTrue();
    }
  }

  @Test
  @Tag("HTTP-159")
  void givenOddLettersInAQuery_theyAreEscapedAndSignedAsTheyAre() {
    Seen ours = seen(OURS, sdk -> sdk.channels("presence-a b&c=d/é", "user_count"));

    assertThat(ours.asked()).containsEntry("filter_by_prefix", "presence-a b&c=d/é");
    assertThat(ours.isSigned()).isTrue();
  }

  private static String text(JsonObject object, String name) {
    return object.get(name).getAsString();
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
