package io.belfry.server.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.UserId;
import io.belfry.server.app.App;
import io.belfry.server.app.JwtIssuer;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How much of what tokens say is kept. */
@Tag("USR-055")
class TokenMemoryTest {
  private static final int TOKENS = 2_000;
  private static final long EXP = SignedTokens.NOW + 3_600;
  private static final String LONG = "x".repeat(10_000);

  private final TokenMemory memory = new TokenMemory();
  private final JwtIssuer issuer = JwtIssuer.builder(SignedTokens.ISSUER, "belfry").build();
  private final App app = App.builder("1").key("app-key", "a secret").issuer(issuer).build();

  static Stream<JwtUser> users() {
    return Stream.of(
        user("{\"id\":\"u7\",\"user_info\":\"" + LONG + "\"}", null, null),
        user("{\"id\":\"u7\"}", ids(), null),
        user("{\"id\":\"u7\"}", null, LONG));
  }

  // Few characters, since each of them is an object.
  private static List<UserId> ids() {
    return IntStream.range(0, 1_000).mapToObj(i -> new UserId("u" + i)).toList();
  }

  private static JwtUser user(
      String userData, @Nullable List<UserId> watchlist, @Nullable String jti) {
    return new JwtUser(
        userData, watchlist, null, null, EXP, SignedTokens.NOW, jti, SignedTokens.ISSUER);
  }

  @ParameterizedTest
  @MethodSource("users")
  void givenTokensThatSayMuch_thoseUsedLeastAreForgotten(JwtUser user) {
    KeyPlace place = new KeyPlace.AtUrl(URI.create("https://id.example.com/keys"));
    for (int i = 0; i < TOKENS; i++) {
      memory.put("token-" + i, new TokenMemory.KnownToken(user, issuer, place, "a key"));
    }

    assertThat(memory.find("token-0", app, SignedTokens.NOW)).isEmpty();
    assertThat(memory.find("token-" + (TOKENS - 1), app, SignedTokens.NOW)).isPresent();
  }
}
