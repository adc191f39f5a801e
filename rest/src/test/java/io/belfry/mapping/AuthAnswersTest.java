package io.belfry.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.PresenceData;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.rest.UserData;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** An endpoint that returns the object itself and leaves JSON to its framework. */
class AuthAnswersTest {
  private static final Pusher BELFRY =
      new Pusher(
          RestOptions.of("http://127.0.0.1:6001", "1", "key", "a secret of the app")
              .withEncryptionMasterKey("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="));

  @ParameterizedTest
  @EnumSource
  @Tag("HTTP-153")
  void givenAUser_everyMapperWritesTheMembersOfTheWire(Mapper mapper) throws Exception {
    UserData ada = UserData.of("ada").withUserInfo("{\"name\":\"Ada “A” Lovelace\"}");
    var answer = BELFRY.authenticateUser("1.2", ada);

    assertThat(members(mapper.json(answer)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("auth", answer.auth(), "user_data", ada.toJson()))
        .isEqualTo(members(answer.toJson()));
  }

  @ParameterizedTest
  @EnumSource
  @Tag("HTTP-153")
  void givenAChannel_everyMapperWritesWhatItHasAndNothingElse(Mapper mapper) throws Exception {
    var plain = BELFRY.authorizeChannel("1.2", "private-orders");
    var presence = BELFRY.authorizeChannel("1.2", "presence-team", PresenceData.of("ada"));
    var encrypted = BELFRY.authorizeChannel("1.2", "private-encrypted-a");

    assertThat(members(mapper.json(plain)))
        .containsExactlyInAnyOrderEntriesOf(Map.of("auth", plain.auth()))
        .isEqualTo(members(plain.toJson()));
    assertThat(members(mapper.json(presence)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("auth", presence.auth(), "channel_data", "{\"user_id\":\"ada\"}"))
        .isEqualTo(members(presence.toJson()));
    assertThat(members(mapper.json(encrypted)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "auth", encrypted.auth(), "shared_secret", encrypted.sharedSecret().orElseThrow()))
        .isEqualTo(members(encrypted.toJson()));
  }

  private static Map<String, Object> members(String json) {
    return JsonMapper.shared().readValue(json, new TypeReference<>() {});
  }
}
