package io.belfry.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SignedQueryTest {
  private static final String CONFIG =
      """
      apps:
        - id: "3"
          keys: [{key: 278d425bdf160c739803, secret: 7ad3773142a6692b25b8}]
        - id: "4"
          keys: [{key: other-key, secret: another secret}]
      """;

  private static List<App> apps() {
    return switch (ConfigReader.read(CONFIG, Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config().apps();
      case ConfigResult.NotConfigured refused -> throw new AssertionError(refused.problems());
    };
  }

  private static final Routes ROUTES = RouterTest.routes(new RouterTest.OtherCluster());

  @TestFactory
  @Tag("HTTP-020")
  @Tag("HTTP-023")
  Stream<DynamicTest> givenAVectorOfAnyRoute_itIsJudgedAsTheVectorSays() {
    return Vectors.requests().map(v -> DynamicTest.dynamicTest(v.id(), () -> check(v)));
  }

  private static void check(Vectors.RequestVector vector) {
    RequestAuth auth =
        new RequestAuth(new ConfiguredApps(apps()), () -> vector.clock(), Duration.ofSeconds(600));
    int question = vector.target().indexOf('?');
    String path = question < 0 ? vector.target() : vector.target().substring(0, question);
    String query = question < 0 ? "" : vector.target().substring(question + 1);
    byte[] body = vector.body().getBytes(StandardCharsets.UTF_8);
    Request request = new Request(vector.method(), path, query, Map.of(), body);
    RoutedRequest routed = ROUTES.find(request, path, "1");
    Runnable verify = () -> auth.verify(routed).checkBody(body);
    if (vector.isAccepted()) {
      assertThatCode(verify::run).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(verify::run)
          .isInstanceOfSatisfying(
              ApiError.class, error -> assertThat(vector.reason()).contains(error.reason().word()));
    }
  }

  @Test
  @Tag("HTTP-031")
  void givenAQueryThatLooksDifferentInEveryForm_thereAreAtMost36Texts() {
    SignedQuery query = SignedQuery.parse("A[0]=%2B+&A[1]=b&c=1&c=2&D%20=%25");
    List<String> paths = List.of("/a%20b", "/a b", "/rt/a%20b", "/rt/a b");
    assertThat(query.candidates("GET", paths)).hasSizeBetween(20, 36);
    assertThat(query.candidates("GET", paths).get(0).text())
        .isEqualTo(query.firstCandidate("GET", "/a%20b").text());
  }

  @Test
  @Tag("THR-29")
  void givenAnyQuery_itIsReadOrRefusedAndNeverFails() {
    Random random = new Random(7);
    String alphabet = "abA[]01%&=+2Fé,.;\u0000ſ";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      SignedQuery query = SignedQuery.parse(text.toString());
      assertThat(query.candidates("POST", List.of("/a", "/b"))).hasSizeBetween(1, 36);
      query.raw().single("a");
    }
  }

  @Test
  @Tag("HTTP-020")
  void givenAnyQuery_theTextMadeStraightFromItIsTheOneOfTheFirstReading() {
    Random random = new Random(11);
    String alphabet = "aAb01&&==+_.;\u0000";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder(round % 2 == 0 ? "auth_signature=1&" : "b=1&");
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      SignedQuery query = SignedQuery.parse(text.toString());
      assertThat(query.raw().isPlain()).isTrue();
      assertThat(new String(query.firstText("POST", "/é"), StandardCharsets.UTF_8))
          .as(text.toString())
          .isEqualTo(query.firstCandidate("POST", "/é").text());
    }
  }

  @Test
  @Tag("HTTP-022")
  void givenTheHashOfABody_onlyItsOwnDigitsOfEitherCaseAreTaken() {
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    String digits = "99914b932bd37a50b983c5e7c90ae93b";
    assertThat(BodyHash.isOf(body, digits)).isTrue();
    assertThat(BodyHash.isOf(body, digits.toUpperCase(Locale.ROOT))).isTrue();
    assertThat(BodyHash.isOf(body, digits.substring(1))).isFalse();
    assertThat(BodyHash.isOf(body, digits + "0")).isFalse();
    for (int i = 0; i < digits.length(); i++) {
      for (char other : "0123456789abcdefgG@`/:\u0660\uff10\u0141".toCharArray()) {
        String changed = digits.substring(0, i) + other + digits.substring(i + 1);
        assertThat(BodyHash.isOf(body, changed)).isEqualTo(changed.equals(digits));
      }
    }
  }
}
