package io.belfry.server.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.sign.Secret;
import io.belfry.server.TestServer;
import io.belfry.server.app.App;
import io.belfry.server.refusal.Mistakes.Finding;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MistakesTest {
  private static final String RIGHT = "a secret of app 1";
  private static final SocketId SOCKET = SocketId.of(123, 456);
  private static final SocketId EARLIER = SocketId.of(1, 2);
  private static final String DATA = "{\"id\":\"ada\",\"user_info\":{\"name\":\"Zoë/漢\"}}";
  private static final String SIGNIN = "123.456::user::" + DATA;

  private static Finding find(WrongToken attempt) {
    List<App> apps = TestServer.apps();
    RecentSockets recent = new RecentSockets();
    recent.add("1", EARLIER);
    recent.add("2", SocketId.of(3, 4));
    return new Mistakes(() -> apps, recent).find(apps.get(0), attempt);
  }

  private static String sign(String secret, String text) {
    return Secret.of(secret).sign(text);
  }

  static Stream<Arguments> signins() {
    byte[] right = Secret.of(RIGHT).hmac(SIGNIN.getBytes(StandardCharsets.UTF_8));
    byte[] text = SIGNIN.getBytes(StandardCharsets.UTF_8);
    HexFormat hex = HexFormat.of();
    return Stream.of(
        Arguments.of(sign(RIGHT, "1.2::user::" + DATA), Mistake.OTHER_CONNECTION),
        Arguments.of(sign(RIGHT, "3.4::user::" + DATA), Mistake.NONE),
        Arguments.of(sign("a second secret of app 1", SIGNIN), Mistake.OTHER_KEY),
        Arguments.of(sign("a retired secret of app 1", SIGNIN), Mistake.INACTIVE_KEY),
        Arguments.of(sign("a secret of app 2", SIGNIN), Mistake.OTHER_APP),
        Arguments.of(sign(RIGHT + "\n", SIGNIN), Mistake.SECRET_BLANK),
        Arguments.of(sign(RIGHT + "\r\n", SIGNIN), Mistake.SECRET_BLANK),
        Arguments.of(sign(" " + RIGHT, SIGNIN), Mistake.SECRET_BLANK),
        Arguments.of(sign("\"" + RIGHT + "\"", SIGNIN), Mistake.SECRET_BLANK),
        Arguments.of(sign(RIGHT, "123.456:"), Mistake.CHANNEL_FORM),
        Arguments.of(sign(RIGHT, "123.456:undefined"), Mistake.CHANNEL_FORM),
        Arguments.of(sign(RIGHT, "123.456:null:" + DATA), Mistake.CHANNEL_FORM),
        Arguments.of(sign(RIGHT, "123.456:" + DATA), Mistake.CHANNEL_FORM),
        Arguments.of(
            sign(
                RIGHT,
                "123.456::user::{\"id\": \"ada\", \"user_info\": {\"name\": \"Zo\\u00eb/\\u6f22\"}}"),
            Mistake.SERIALISED_AGAIN),
        Arguments.of(
            sign(
                RIGHT,
                "123.456::user::{\"id\":\"ada\",\"user_info\":{\"name\":\"Zo\\u00eb\\/\\u6f22\"}}"),
            Mistake.SERIALISED_AGAIN),
        Arguments.of(sign(RIGHT, SIGNIN).toUpperCase(Locale.ROOT), Mistake.ENCODING),
        Arguments.of(" " + sign(RIGHT, SIGNIN) + "\n", Mistake.ENCODING),
        Arguments.of(Base64.getEncoder().encodeToString(right), Mistake.ENCODING),
        Arguments.of(
            Base64.getUrlEncoder().withoutPadding().encodeToString(right), Mistake.ENCODING),
        Arguments.of(hex.formatHex(Secret.of(RIGHT).hmac("HmacSHA1", text)), Mistake.ENCODING),
        Arguments.of(hex.formatHex(Secret.of(RIGHT).hmac("HmacSHA512", text)), Mistake.ENCODING),
        Arguments.of(sign("somebody's secret", SIGNIN), Mistake.NONE),
        Arguments.of(sign(RIGHT, "123.456::user::{\"id\":\"eve\"}"), Mistake.NONE),
        Arguments.of("", Mistake.NONE),
        Arguments.of(":", Mistake.NONE),
        Arguments.of("zz", Mistake.NONE),
        Arguments.of("=".repeat(10_000), Mistake.NONE));
  }

  @ParameterizedTest
  @MethodSource("signins")
  @Tag("CON-061")
  void givenAWrongSignatureOfASignin_theMistakeIsFound(String signature, Mistake expected) {
    Finding found = find(WrongToken.signin("app-key:" + signature, SOCKET, DATA));

    assertThat(found.mistake()).isEqualTo(expected);
    assertThat(found.key())
        .isEqualTo(
            switch (expected) {
              case OTHER_KEY -> "second-key";
              case INACTIVE_KEY -> "retired-key";
              default -> null;
            });
  }

  static Stream<Arguments> subscriptions() {
    return Stream.of(
        Arguments.of("123.456:private-a", Mistake.DATA_NOT_SIGNED),
        Arguments.of("123.456:a:" + DATA, Mistake.OTHER_CHANNEL),
        Arguments.of("123.456::user::" + DATA, Mistake.USER_FORM),
        Arguments.of("1.2:private-a:" + DATA, Mistake.OTHER_CONNECTION),
        Arguments.of("123.456:private-b:" + DATA, Mistake.NONE));
  }

  @ParameterizedTest
  @MethodSource("subscriptions")
  @Tag("CON-061")
  void givenAWrongSignatureOfASubscription_theMistakeIsFound(String text, Mistake expected) {
    ChannelName channel = ChannelName.parse("private-a", 200, 128).orElseThrow();
    WrongToken attempt = new WrongToken("app-key:" + sign(RIGHT, text), SOCKET, channel, DATA);

    assertThat(find(attempt).mistake()).isEqualTo(expected);
  }

  @Test
  @Tag("CON-060")
  void givenAnyMistake_itHasASentenceAndARemedy() {
    assertThat(Mistake.values())
        .allSatisfy(
            mistake -> {
              assertThat(mistake.sentence()).endsWith(".");
              assertThat(mistake.remedy()).endsWith(".");
            });
    assertThat(Reason.values())
        .filteredOn(reason -> reason != Reason.SIGNATURE_WRONG)
        .allSatisfy(reason -> assertThat(Reason.sentence(reason.word())).matches(".{15,}[.?]"));
  }

  @Test
  @Tag("USR-073")
  void givenAWriterThatIsBusy_itTakesSoManyAndNoMore() throws Exception {
    SerialExecutor writer = new SerialExecutor();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(SerialExecutor.MAX_WAITING);
    AtomicInteger order = new AtomicInteger();
    assertThat(
            writer.offer(
                () -> {
                  begun.countDown();
                  try {
                    goOn.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  throw new IllegalStateException("one that fails stops nobody");
                }))
        .isTrue();
    begun.await();
    for (int i = 0; i < SerialExecutor.MAX_WAITING; i++) {
      int expected = i;
      assertThat(
              writer.offer(
                  () -> {
                    if (order.getAndIncrement() == expected) {
                      done.countDown();
                    }
                  }))
          .isTrue();
    }
    assertThat(writer.offer(() -> {})).isFalse();
    goOn.countDown();
    done.await();
  }
}
