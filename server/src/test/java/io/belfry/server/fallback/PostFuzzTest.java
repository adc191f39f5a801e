package io.belfry.server.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.Fuzzing;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Posts and paths of the fallback transports, read from whatever bytes. */
@Tag("THR-29")
class PostFuzzTest {
  @Test
  void givenAnyPost_itsMessagesAreFewOrItIsNone() {
    Fuzzing.of("session-body", "[]", "[\"{\\\"event\\\":\\\"pusher:ping\\\"}\",\"é\"]")
        .feed(
            bytes ->
                SessionBody.parse(bytes)
                    .ifPresent(
                        body ->
                            assertThat(body.messages())
                                .hasSizeLessThanOrEqualTo(SessionBody.MAX_MESSAGES)));
  }

  @Test
  void givenAnyPath_itNamesASessionOrNothing() {
    Fuzzing.of("session-path", "/app/app-key/123/abc_-9/xhr_send", "/123/abc/jsonp")
        .feed(
            bytes ->
                FallbackPath.parse(new String(bytes, StandardCharsets.ISO_8859_1))
                    .ifPresent(path -> assertThat(path.verb()).isNotNull()));
  }
}
