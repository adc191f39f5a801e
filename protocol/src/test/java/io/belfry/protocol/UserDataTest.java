package io.belfry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.protocol.json.Json;
import java.util.LinkedHashSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserDataTest {
  @Property(seed = "20261124")
  void givenAUserAndAWatchlist_theyReadBack(
      @ForAll("ids") String id, @ForAll("watchlists") List<String> watchlist) {
    String text =
        Json.objectText(
            json -> {
              json.writeArrayPropertyStart("watchlist");
              watchlist.forEach(json::writeString);
              json.writeEndArray();
              json.writeStringProperty("id", id);
            });

    UserData user = UserData.parse(text, 128);

    assertThat(user.id().text()).isEqualTo(id);
    assertThat(user.userInfo()).isNull();
    assertThat(user.watchlist())
        .extracting(UserId::text)
        .containsExactlyElementsOf(new LinkedHashSet<>(watchlist));
  }

  @Property(seed = "20261124", tries = 5000)
  void givenAnyText_itIsAUserOrRefusedWithTheCodeOfASignin(@ForAll("nearJson") String text) {
    try {
      assertThat(UserData.parse(text, 128).id().text()).isNotEmpty();
    } catch (ProtocolException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.SIGNIN_REFUSED);
      assertThat(e.hint()).startsWith("user_data");
    }
  }

  @Test
  void givenUserInfo_itIsTheTextAsItStandsThere() {
    String text = "{\"id\":\"a\",\"user_info\": {\"n\" : 1.50, \"ë\":\"\\u00eb\"} }";

    assertThat(UserData.parse(text, 128).userInfo()).isEqualTo("{\"n\" : 1.50, \"ë\":\"\\u00eb\"}");
  }

  @Test
  void givenAWatchlistWithOtherThings_onlyItsUsersAreKept() {
    String text =
        "{\"id\":\"a\",\"watchlist\":[\"b\",1,null,{\"c\":[\"d\"]},[\"e\"],\"\",\"b\",\"f\\n\",\"g\"]}";

    assertThat(UserData.parse(text, 128).watchlist())
        .extracting(UserId::text)
        .containsExactly("b", "g");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"a\",\"id\":\"root\"}",
        "{\"id\":\"root\",\"id\":\"a\"}",
        "{\"id\":\"a\",\"\\u0069d\":\"root\"}",
        "{\"id\":\"a\"}{\"id\":\"root\"}",
        "{\"id\":\"a\\ud800\"}",
        "{\"id\":\"a\",\"x\":\"\\udc00\"}",
        "{\"id\":\"a\",\"x\\ud800\":1}",
        "{\"id\":\"a\",\"user_info\":{\"n\":[\"\\ud800\"]}}",
        "{\"id\":\"a\",\"watchlist\":[\"\\ud800\"]}",
        "{\"id\":\"a\",\"watchlist\":[{\"x\":\"\\ud800\"}]}"
      })
  @Tag("THR-04")
  void givenASignedDocumentThatTwoParsersCouldReadDifferently_itIsRefused(String text) {
    assertThatThrownBy(() -> UserData.parse(text, 128))
        .asInstanceOf(InstanceOfAssertFactories.type(ProtocolException.class))
        .extracting(ProtocolException::code)
        .isEqualTo(ErrorCode.SIGNIN_REFUSED);
  }

  @Provide
  Arbitrary<String> ids() {
    return Arbitraries.strings().ofMinLength(1).filter(text -> UserId.parse(text).isPresent());
  }

  @Provide
  Arbitrary<List<String>> watchlists() {
    return ids().list().ofMaxSize(20);
  }

  @Provide
  Arbitrary<String> nearJson() {
    return JsonTexts.near(
        "{\"id\":\"a\"}", "{\"id\":\"a\",\"user_info\":{\"n\":1e5},\"watchlist\":[\"b\",{}]}");
  }
}
