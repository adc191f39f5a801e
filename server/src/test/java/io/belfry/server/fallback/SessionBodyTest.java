package io.belfry.server.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

class SessionBodyTest {
  private static Optional<List<String>> parse(byte[] body) {
    return SessionBody.parse(body)
        .map(
            read ->
                read.messages().stream()
                    .map(message -> new String(message, StandardCharsets.UTF_8))
                    .toList());
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .ofMaxLength(40)
        .filter(text -> text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
  }

  @Property(seed = "92", tries = 300)
  @Tag("WS-094")
  void givenTextsQuotedByUs_theyComeBackAsTheyWere(@ForAll List<@From("texts") String> texts) {
    List<String> quoted =
        texts.stream()
            .map(text -> StreamFraming.quoted(text.getBytes(StandardCharsets.UTF_8)))
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
            .toList();
    assertThat(quoted).noneMatch(text -> text.matches("(?s).*[\\n\\r\\u2028\\u2029].*"));

    byte[] body = ("[" + String.join(",", quoted) + "]").getBytes(StandardCharsets.UTF_8);

    assertThat(parse(body))
        .isEqualTo(
            texts.size() <= SessionBody.MAX_MESSAGES ? Optional.of(texts) : Optional.empty());
  }

  @Property(seed = "94", tries = 2000)
  @Tag("WS-094")
  @Tag("THR-29")
  void givenAnyBytes_theyAreStringsOrRefusedAndNothingIsThrown(@ForAll byte[] body) {
    assertThat(SessionBody.parse(body).map(read -> read.messages().size()).orElse(0))
        .isLessThanOrEqualTo(SessionBody.MAX_MESSAGES);
  }

  @Property(seed = "95", tries = 2000)
  @Tag("WS-094")
  @Tag("THR-29")
  void givenPiecesOfJson_onlyAnArrayOfStringsIsTaken(@ForAll("pieces") List<String> pieces) {
    String body = String.join("", pieces);
    parse(body.getBytes(StandardCharsets.UTF_8))
        .ifPresent(
            messages ->
                assertThat(body.strip())
                    .startsWith("[")
                    .endsWith("]")
                    .doesNotContain("{", "null", "1"));
  }

  @Provide
  Arbitrary<List<String>> pieces() {
    return Arbitraries.of("[", "]", "{", "}", ",", ":", "\"a\"", "\"\"", "1", "null", " ", "\\")
        .list()
        .ofMaxSize(8);
  }

  @Property(seed = "96", tries = 200)
  @Tag("WS-093")
  void givenAText_itIsQuotedLikeByEveryOtherWriter(@ForAll("texts") String text) {
    String plain = text.replaceAll("[\\x00-\\x1f\\u2028\\u2029]", "");
    assertThat(
            new String(
                StreamFraming.quoted(plain.getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.UTF_8))
        .isEqualTo(TestServer.quoted(plain));
  }
}
