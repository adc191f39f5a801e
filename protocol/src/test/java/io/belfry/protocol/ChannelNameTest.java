package io.belfry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.protocol.ChannelKind.Trait;
import java.util.Arrays;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelNameTest {
  private static final String PLAIN = "[-A-Za-z0-9_=@,.;]{1,200}";

  @Property(seed = "20261124", tries = 5000)
  void givenAnyText_itIsANameExactlyIfTheGrammarSaysSo(@ForAll("nearNames") String text) {
    boolean isName =
        text.startsWith("#server-to-user-")
            ? UserId.parse(text.substring("#server-to-user-".length())).isPresent()
            : text.matches(PLAIN);

    assertThat(ChannelName.parse(text).isPresent()).isEqualTo(isName);
  }

  @Property(seed = "20261124")
  void givenAName_itsTextAndKindReadBack(@ForAll("nearNames") String text) {
    ChannelName.parse(text)
        .ifPresent(
            name -> {
              assertThat(name.text()).isEqualTo(text);
              assertThat(name).hasToString(text);
              assertThat(name.text()).startsWith(name.kind().prefix());
              assertThat(new ChannelName(text, name.kind())).isEqualTo(name);
            });
  }

  @Property(seed = "20261124")
  void givenAUser_theNameOfItsChannelLeadsBackToIt(@ForAll String id) {
    UserId.parse(id)
        .ifPresent(user -> assertThat(ChannelName.serverToUser(user).user()).contains(user));
  }

  @ParameterizedTest
  @CsvSource({
    "private-encrypted-cache-x, PRIVATE_ENCRYPTED_CACHE",
    "private-encrypted-cache, PRIVATE_ENCRYPTED",
    "private-encrypted-x, PRIVATE_ENCRYPTED",
    "private-cache-x, PRIVATE_CACHE",
    "private-, PRIVATE",
    "private-x, PRIVATE",
    "presence-cache-x, PRESENCE_CACHE",
    "presence-encrypted-x, PRESENCE",
    "cache-x, CACHE",
    "private, PUBLIC",
    "Private-x, PUBLIC",
    "x-private-x, PUBLIC"
  })
  void givenAPrefix_theLongestDecidesTheKind(String text, ChannelKind kind) {
    assertThat(ChannelName.parse(text).map(ChannelName::kind)).contains(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":user::{\"id\":\"root\"}",
        "presence-room:{\"user_id\":\"root\"}",
        "a b",
        "a\n",
        "a/b",
        "#a",
        "#server-to-user-",
        "#server-to-user-a\n",
        "prïvate-x"
      })
  @Tag("THR-02")
  void givenATextOutsideTheGrammar_noNameCanBeMadeOfIt(String text) {
    assertThat(ChannelName.parse(text)).isEmpty();
    assertThatThrownBy(() -> new ChannelName(text, ChannelKind.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("\n");
  }

  @Test
  void givenAKindThatThePrefixDoesNotSay_noNameIsMade() {
    assertThatThrownBy(() -> new ChannelName("private-a", ChannelKind.PUBLIC))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Tag("WS-052")
  void givenMoreCharactersThanAllowed_itIsNoName() {
    assertThat(ChannelName.parse("a".repeat(200))).isPresent();
    assertThat(ChannelName.parse("a".repeat(201))).isEmpty();
    assertThat(ChannelName.parse("a".repeat(20), 10, 10)).isEmpty();
  }

  @Test
  void givenTheKinds_theirTraitsAreThoseOfTheContract() {
    String traits =
        Arrays.stream(ChannelKind.values())
            .map(kind -> kind + Arrays.toString(traitsOf(kind)))
            .collect(Collectors.joining(" "));

    assertThat(traits)
        .isEqualTo(
            "SERVER_TO_USER[OWN_USER_ONLY] PRIVATE_ENCRYPTED_CACHE[AUTHORIZED, ENCRYPTED, CACHE]"
                + " PRIVATE_ENCRYPTED[AUTHORIZED, ENCRYPTED] PRIVATE_CACHE[AUTHORIZED, CACHE]"
                + " PRIVATE[AUTHORIZED] PRESENCE_CACHE[AUTHORIZED, ROSTER, CACHE]"
                + " PRESENCE[AUTHORIZED, ROSTER] CACHE[CACHE] PUBLIC[]");
  }

  private static Object[] traitsOf(ChannelKind kind) {
    return Arrays.stream(Trait.values()).filter(kind::has).toArray();
  }

  @Provide
  Arbitrary<String> nearNames() {
    Arbitrary<String> prefix = Arbitraries.of(ChannelKind.values()).map(ChannelKind::prefix);
    Arbitrary<String> rest =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .withCharRange('0', '9')
            .withChars("_-=@,.;:#/ \n\u00e9\uff11")
            .ofMaxLength(205);
    return Combinators.combine(prefix, rest).as(String::concat);
  }
}
