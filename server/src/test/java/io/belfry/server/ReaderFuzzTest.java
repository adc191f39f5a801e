package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ErrorCode;
import io.belfry.protocol.Member;
import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.UserData;
import io.belfry.protocol.UserId;
import io.belfry.protocol.message.ClientMessageReader;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What clients, tenants and operators write, read from whatever bytes. */
@Tag("THR-29")
class ReaderFuzzTest {
  private static final int MAX_ID = UserId.DEFAULT_MAX_LENGTH;

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void givenAnyMessage_itIsReadOrRefusedInWords() {
    Fuzzing.of(
            "client-message",
            "{\"event\":\"pusher:ping\",\"data\":{}}",
            "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"presence-a\",\"auth\":\"k:0\",\"channel_data\":\"{\\\"user_id\\\":\\\"1\\\"}\"}}",
            "{\"event\":\"pusher:signin\",\"data\":\"{\\\"auth\\\":\\\"k:0\\\",\\\"user_data\\\":\\\"{}\\\"}\"}",
            "{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"a\"}}",
            "{\"event\":\"client-x\",\"channel\":\"private-a\",\"data\":[1,{\"a\":null}]}")
        .feed(
            bytes -> {
              try {
                assertThat(ClientMessageReader.read(bytes, 0, bytes.length)).isNotNull();
              } catch (ProtocolException e) {
                assertThat(e.hint()).isNotEmpty().hasSizeLessThan(300);
              }
            });
  }

  @Test
  void givenAnyUserData_whatIsReadHasAnIdThatMayBe() {
    Fuzzing.of(
            "user-data",
            "{\"id\":\"42\"}",
            "{\"id\":\"a\",\"user_info\":{\"name\":\"é\"},\"watchlist\":[\"b\",\"c\"]}")
        .feed(
            bytes -> {
              try {
                UserData data = UserData.parse(text(bytes), MAX_ID);
                assertThat(UserId.parse(data.id().text())).contains(data.id());
              } catch (ProtocolException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.SIGNIN_REFUSED);
              }
            });
  }

  @Test
  void givenAnyChannelData_whatIsReadHasAnIdThatMayBe() {
    Fuzzing.of(
            "channel-data",
            "{\"user_id\":\"42\"}",
            "{\"user_id\":10,\"user_info\":{\"name\":\"é\",\"n\":[1.5,true]}}")
        .feed(
            bytes -> {
              try {
                Member member = Member.parse(text(bytes), MAX_ID);
                assertThat(UserId.parse(member.id().text())).contains(member.id());
              } catch (ProtocolException e) {
                assertThat(e.hint()).isNotEmpty();
              }
            });
  }

  @Test
  void givenAnyConfiguration_itIsReadOrItsProblemsAreNamed() {
    Fuzzing.of(
            "config",
            "server: {host: 127.0.0.1, port: 0, event_loops: 1}\n"
                + "limits:\n  max_connections: 10\n"
                + "apps:\n  - id: \"1\"\n    keys:\n      - {key: app-key, secret: a secret of app 1}\n"
                + "    allowed_origins: [\"*.example.com\"]\n",
            "apps: [{id: a, keys: [{key: k, secret: &s \"0123456789abcdef\"}, {key: l, secret: *s}]}]\n")
        .feed(
            1_000,
            bytes -> {
              switch (ConfigReader.read(text(bytes), Map.of(), Map.of())) {
                case ConfigResult.Loaded loaded -> assertThat(loaded.config().apps()).isNotEmpty();
                case ConfigResult.NotConfigured refused ->
                    assertThat(refused.problems()).isNotEmpty();
              }
            });
  }
}
