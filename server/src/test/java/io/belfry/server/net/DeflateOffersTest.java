package io.belfry.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of the extensions that a client offers, to the letter. */
class DeflateOffersTest {
  private static final String ANSWER =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

  private static @Nullable String answer(String... fields) {
    return DeflateOffers.choose(List.of(fields)).orElseThrow().answer();
  }

  @ParameterizedTest
  @Tag("THR-23")
  @ValueSource(
      strings = {
        "permessage-deflate",
        " \tpermessage-deflate \t",
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate;client_max_window_bits=8",
        "permessage-deflate ; client_max_window_bits = \"15\"",
        "permessage-deflate; server_no_context_takeover",
        "permessage-deflate; client_no_context_takeover;server_no_context_takeover",
        "permessage-deflate; client_max_window_bits=\"1\\0\"",
        ", ,permessage-deflate,,",
        "x-webkit-deflate-frame, permessage-deflate",
        "foo; bar=\"baz\"; qux, permessage-deflate",
        "permessage-deflate; unknown, permessage-deflate",
        "permessage-deflate, permessage-deflate; server_max_window_bits=9",
      })
  void givenAnOfferThatIsRight_itIsTaken(String field) {
    assertThat(answer(field)).isEqualTo(ANSWER);
  }

  @ParameterizedTest
  @Tag("THR-23")
  @CsvSource({
    "permessage-deflate; server_max_window_bits=8, 8",
    "permessage-deflate; server_max_window_bits=10; client_max_window_bits, 10",
    "permessage-deflate; server_max_window_bits=\"15\", 15",
  })
  void givenAWindow_itIsPromised(String field, int bits) {
    assertThat(answer(field)).isEqualTo(ANSWER + "; server_max_window_bits=" + bits);
  }

  @ParameterizedTest
  @Tag("THR-23")
  @ValueSource(
      strings = {
        "unknown",
        "server_no_context_takeover; server_no_context_takeover",
        "client_no_context_takeover; client_no_context_takeover",
        "server_no_context_takeover=1",
        "client_no_context_takeover=\"true\"",
        "server_max_window_bits",
        "server_max_window_bits=7",
        "server_max_window_bits=16",
        "server_max_window_bits=08",
        "server_max_window_bits=+8",
        "server_max_window_bits=abc",
        "server_max_window_bits=150000000000000000000",
        "server_max_window_bits=10; server_max_window_bits=10",
        "client_max_window_bits=7",
        "client_max_window_bits=16",
        "client_max_window_bits=010",
        "client_max_window_bits=0",
        "client_max_window_bits=-8",
        "client_max_window_bits=8.0",
        "client_max_window_bits; client_max_window_bits=10",
        "client_max_window_bits=10; client_max_window_bits=10",
        "Server_no_context_takeover; x",
      })
  void givenAnOfferThatIsWrong_itIsPassedOverAndTheNextOneIsTaken(String parameters) {
    String wrong = "permessage-deflate; " + parameters;
    assertThat(answer(wrong)).isNull();
    assertThat(answer(wrong + ", permessage-deflate")).isEqualTo(ANSWER);
    assertThat(answer(wrong, "permessage-deflate;server_max_window_bits=12"))
        .isEqualTo(ANSWER + "; server_max_window_bits=12");
  }

  @ParameterizedTest
  @Tag("THR-23")
  @ValueSource(
      strings = {"", " ", ",", "x-webkit-deflate-frame", "permessage-bzip2", "deflate-frame"})
  void givenNothingOrOtherExtensions_nothingIsAgreedOn(String field) {
    assertThat(DeflateOffers.choose(List.of(field))).contains(Deflate.NONE);
  }

  @ParameterizedTest
  @Tag("THR-23")
  @ValueSource(
      strings = {
        ";",
        "permessage-deflate;",
        "permessage-deflate; ;",
        "permessage-deflate; =8",
        "permessage-deflate; server_max_window_bits=",
        "permessage-deflate; server_max_window_bits=\"",
        "permessage-deflate; server_max_window_bits=\"10",
        "permessage-deflate; server_max_window_bits=\"\"",
        "permessage-deflate; server_max_window_bits=\"1 0\"",
        "permessage-deflate; server_max_window_bits=\"10\\",
        "permessage-deflate; server_max_window_bits=\"1\\\"0\"",
        "permessage-deflate; server_max_window_bits=10 11",
        "permessage-deflate; a=b=c",
        "permessage-deflate client_max_window_bits",
        "permessage/deflate",
        "permessage-deflate; \u00e9",
        "(permessage-deflate)",
        "a, b, c d",
      })
  void givenAFieldThatIsNoList_theHandshakeEnds(String field) {
    assertThat(DeflateOffers.choose(List.of(field))).isEqualTo(Optional.empty());
    assertThat(DeflateOffers.choose(List.of("permessage-deflate", field))).isEmpty();
    assertThat(DeflateOffers.choose(List.of(field, "permessage-deflate"))).isEmpty();
  }

  @Test
  @Tag("THR-23")
  void givenAHeadFullOfOffers_oneWayThroughThemIsEnough() {
    String wrong = "permessage-deflate; a=\"b\", ";
    String[] fields = new String[5];
    Arrays.fill(fields, wrong.repeat(100) + "permessage-deflate; b");
    assertThat(answer(fields)).isNull();
    fields[4] = "permessage-deflate";
    assertThat(answer(fields)).isEqualTo(ANSWER);
  }
}
