package io.belfry.rest;

import static io.belfry.rest.Vectors.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SignedVectorsTest {
  private static final Pusher PUSHER =
      new Pusher(
          RestOptions.of("http://127.0.0.1:1", "3", "278d425bdf160c739803", "7ad3773142a6692b25b8")
              .withEncryptionMasterKey("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="));

  @TestFactory
  @Tag("HTTP-150")
  @Tag("HTTP-153")
  Stream<DynamicTest> givenAVectorOfAUser_theAnswerIsTheSame() {
    return Vectors.ofHttp("user_authentication")
        .map(
            vector ->
                dynamicTest(
                    text(vector, "id"),
                    () -> {
                      Map<String, String> input = Vectors.members(text(vector, "input"));
                      Map<String, String> answer = Vectors.members(text(vector, "response"));
                      UserAuth auth =
                          PUSHER.authenticateUserVerbatim(
                              text(input, "socket_id"), text(answer, "user_data"));

                      assertThat(auth.auth()).isEqualTo(answer.get("auth"));
                      assertThat(auth.userData()).isEqualTo(answer.get("user_data"));
                      assertThat(Vectors.members(auth.toJson())).isEqualTo(answer);
                    }));
  }

  @Test
  @Tag("HTTP-150")
  void givenTypedUserData_theAnswerIsThatOfOtherLibraries() {
    UserData minimal = UserData.of("12345");
    UserData full =
        UserData.of("12345")
            .withUserInfo("{\"name\":\"Zoë <b> / \\\"q\\\"\"}")
            .withWatchlist(List.of("a", "b"));

    assertThat(PUSHER.authenticateUser("1234.1234", minimal).toJson())
        .isEqualTo(
            "{\"auth\":\"278d425bdf160c739803:"
                + "4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba\","
                + "\"user_data\":\"{\\\"id\\\":\\\"12345\\\"}\"}");
    assertThat(PUSHER.authenticateUser("1234.1234", full).auth())
        .isEqualTo(
            "278d425bdf160c739803:"
                + "6ec8f7c70cc85eb0333357bb2311c3bac1e3993982ec85da76666218dae120ef");
  }

  @TestFactory
  @Tag("HTTP-151")
  @Tag("HTTP-152")
  @Tag("HTTP-153")
  Stream<DynamicTest> givenAVectorOfAChannel_theAnswerIsTheSame() {
    return Vectors.ofHttp("channel_authorization")
        .map(
            vector ->
                dynamicTest(
                    text(vector, "id"),
                    () -> {
                      Map<String, String> input = Vectors.members(text(vector, "input"));
                      Map<String, String> answer = Vectors.members(text(vector, "response"));
                      String socketId = text(input, "socket_id");
                      String channel = text(input, "channel_name");
                      ChannelAuth auth =
                          answer.containsKey("channel_data")
                              ? PUSHER.authorizeChannelVerbatim(
                                  socketId, channel, text(answer, "channel_data"))
                              : PUSHER.authorizeChannel(socketId, channel);

                      assertThat(Vectors.members(auth.toJson())).isEqualTo(answer);
                    }));
  }

  @Test
  @Tag("HTTP-151")
  void givenATypedMember_theAnswerIsThatOfOtherLibraries() {
    PresenceData member = PresenceData.of("10").withUserInfo("{\"name\":\"Mr. Channels\"}");

    assertThat(PUSHER.authorizeChannel("1234.1234", "presence-foobar", member).auth())
        .isEqualTo(
            "278d425bdf160c739803:"
                + "4c6d8fc42a207ba96a0779844171b0bb819d96ffceef9609f5cce596ab17a800");
  }

  @TestFactory
  @Tag("HTTP-150")
  @Tag("HTTP-151")
  @Tag("THR-01")
  Stream<DynamicTest> givenADocumentThatNoServerAccepts_nothingIsSigned() {
    return Vectors.of("vectors.json", "negative")
        .filter(vector -> !vector.containsKey("from"))
        .map(
            vector ->
                dynamicTest(
                    text(vector, "name"),
                    () ->
                        assertThatThrownBy(() -> sign(vector))
                            .isInstanceOf(IllegalArgumentException.class)));
  }

  private static void sign(Map<String, String> vector) {
    String socketId = text(vector, "socket_id");
    switch (text(vector, "kind")) {
      case "user" -> PUSHER.authenticateUserVerbatim(socketId, text(vector, "user_data"));
      case "private-channel" -> PUSHER.authorizeChannel(socketId, text(vector, "channel"));
      case "presence-channel" ->
          PUSHER.authorizeChannelVerbatim(
              socketId, text(vector, "channel"), text(vector, "channel_data"));
      default -> throw new AssertionError(vector);
    }
  }

  @Test
  void givenTheFiles_noVectorIsPassedOver() {
    assertThat(ids("user_authentication"))
        .containsExactly("USR-01", "USR-02", "USR-03", "USR-04", "USR-05", "USR-06");
    assertThat(ids("channel_authorization"))
        .containsExactly("CHN-01", "CHN-02", "CHN-03", "CHN-04", "CHN-05");
    assertThat(givenADocumentThatNoServerAccepts_nothingIsSigned()).hasSize(12);
    assertThat(Set.copyOf(ids("encrypted_payload"))).hasSize(4);
  }

  private static List<String> ids(String kind) {
    return Vectors.ofHttp(kind).map(vector -> text(vector, "id")).toList();
  }
}
