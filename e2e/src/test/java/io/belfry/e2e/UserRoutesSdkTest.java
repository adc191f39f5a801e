package io.belfry.e2e;

import static io.belfry.e2e.PublishingSdkContract.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.belfry.e2e.ServerSdk.OfAnyPath;
import io.belfry.e2e.ServerSdk.RefusedException;
import io.belfry.e2e.WireSubscriber.End;
import io.belfry.rest.UserData;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Official server SDKs, unmodified, call what is said of users with what they have for calls that
 * they do not know by name. That of Go has nothing for it.
 */
@Tag("sdk")
class UserRoutesSdkTest {
  @AutoClose private static final SdkProgram NODE = SdkProgram.node("pusher-node");
  @AutoClose private static final SdkProgram PYTHON = SdkProgram.python("pusher-python");

  @AutoClose private final Belfry belfry = Belfry.start();

  enum Language {
    NODE_JS,
    PYTHON,
    JAVA
  }

  private OfAnyPath sdk(Language language) {
    return switch (language) {
      case NODE_JS -> new DrivenServerSdk(NODE, belfry.account());
      case PYTHON -> new DrivenServerSdk(PYTHON, belfry.account());
      case JAVA -> new PusherHttpJava(belfry.account());
    };
  }

  private WireSubscriber signedIn(UserData user) {
    WireSubscriber connection = new WireSubscriber(belfry);
    connection.signinWith(signed(connection, user));
    return connection;
  }

  private JsonObject signed(WireSubscriber connection, UserData user) {
    return json(belfry.backend().authenticateUser(connection.socketId(), user).toJson());
  }

  private static List<String> texts(JsonObject answer, String list, String member) {
    return StreamSupport.stream(answer.getAsJsonArray(list).spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .map(each -> each.get(member).getAsString())
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  @Tag("USR-010")
  @Tag("USR-012")
  @Tag("USR-013")
  @Tag("USR-014")
  void givenUsersWhoAreOnline_theyAndTheirSessionsAreTold(Language language) {
    OfAnyPath sdk = sdk(language);
    try (WireSubscriber phone = signedIn(UserData.of("ada").withDevice("Ada's phone"));
        WireSubscriber laptop = signedIn(UserData.of("ada").withSession("web-51"));
        WireSubscriber bob = signedIn(UserData.of("bob"))) {
      laptop.join("news");

      JsonObject first = sdk.get("/users", Map.of("limit", "1"));
      JsonObject second =
          sdk.get("/users", Map.of("limit", "1", "after", first.get("next").getAsString()));
      assertThat(texts(first, "users", "id")).containsExactly("ada");
      assertThat(texts(second, "users", "id")).containsExactly("bob");
      assertThat(second.has("next")).isFalse();
      JsonObject ada = sdk.get("/users/ada", Map.of());
      assertThat(ada.get("online").getAsBoolean()).isTrue();
      assertThat(ada.get("connection_count").getAsInt()).isEqualTo(2);
      JsonObject both =
          sdk.post("/batch_users", json("{\"ids\":[\"bob\",\"nobody\"]}")).getAsJsonObject("users");
      assertThat(both.getAsJsonObject("bob").get("online").getAsBoolean()).isTrue();
      assertThat(both.getAsJsonObject("nobody"))
          .isEqualTo(json("{\"online\":false,\"connection_count\":0}"));
      JsonObject sessions = sdk.get("/users/ada/sessions", Map.of("info", "channels"));
      assertThat(texts(sessions, "sessions", "socket_id"))
          .containsExactlyInAnyOrder(phone.socketId(), laptop.socketId());
      assertThat(sessions.toString()).contains("Ada's phone", "web-51", "[\"news\"]");
      bob.hasNothing();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("USR-020")
  @Tag("USR-021")
  @Tag("USR-022")
  void givenOneOfTwoSessions_itIsEndedAndToldWhy(Language language) {
    OfAnyPath sdk = sdk(language);
    try (WireSubscriber phone = signedIn(UserData.of("ada").withSession("app-1"));
        WireSubscriber laptop = signedIn(UserData.of("ada").withSession("web-51"))) {
      JsonObject ended =
          sdk.post(
              "/users/ada/sessions/terminate",
              json("{\"session\":\"web-51\",\"reason\":\"Tschüß\"}"));

      assertThat(ended).isEqualTo(json("{\"terminated\":1}"));
      assertThat(laptop.end()).isEqualTo(new End(4009, "Tschüß"));
      phone.hasNothing();
      assertThatThrownBy(() -> sdk.post("/users/ada/sessions/terminate", new JsonObject()))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("400")
          .hasMessageContaining("selector_invalid");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("USR-030")
  @Tag("USR-031")
  @Tag("USR-045")
  void givenAUserToBlockAndASessionToRevoke_bothAreShutOut(Language language) {
    OfAnyPath sdk = sdk(language);
    try (WireSubscriber ada = signedIn(UserData.of("ada"));
        WireSubscriber bob = signedIn(UserData.of("bob").withSession("web-52"));
        WireSubscriber again = new WireSubscriber(belfry)) {
      JsonObject blocked =
          sdk.post("/users/ada/block", json("{\"seconds\":3600,\"reason\":\"Spam\"}"));

      assertThat(blocked.get("terminated").getAsInt()).isEqualTo(1);
      assertThat(ada.end()).isEqualTo(new End(4009, "Spam"));
      assertThat(again.refusedWith(signed(again, UserData.of("ada"))))
          .isEqualTo(new End(4009, "Spam"));
      assertThat(texts(sdk.get("/blocked_users", Map.of()), "users", "id")).containsExactly("ada");
      assertThat(sdk.post("/users/ada/unblock", new JsonObject()))
          .isEqualTo(json("{\"was_blocked\":true}"));
      signedIn(UserData.of("ada")).close();

      JsonObject revoked = sdk.post("/revocations", json("{\"session\":\"web-52\"}"));
      assertThat(revoked.get("terminated").getAsInt()).isEqualTo(1);
      assertThat(bob.endCode()).isEqualTo(4009);
      assertThat(texts(sdk.get("/revocations", Map.of()), "revocations", "id"))
          .containsExactly(revoked.get("id").getAsString());
    }
  }
}
