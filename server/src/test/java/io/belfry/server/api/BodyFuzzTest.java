package io.belfry.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.Fuzzing;
import io.belfry.server.app.Limit.Limits;
import io.belfry.server.http.ApiError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bodies and queries of the API, read from whatever bytes. */
@Tag("THR-29")
class BodyFuzzTest {
  private static void feed(Fuzzing fuzzing, Function<byte[], Object> reader) {
    fuzzing.feed(
        bytes -> {
          try {
            assertThat(reader.apply(bytes)).isNotNull();
          } catch (ApiError e) {
            assertThat(e.toResponse().status()).isBetween(400, 414);
          }
        });
  }

  @Test
  void givenAnyEvent_itIsReadOrRefusedInWords() {
    feed(
        Fuzzing.of(
            "event-body",
            "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"x\"}",
            "{\"name\":\"e\",\"channels\":[\"a\",\"#server-to-user-1\"],\"data\":{\"n\":1},\"socket_id\":\"1.2\",\"info\":\"user_count\",\"idempotency_key\":\"k\"}"),
        bytes -> EventBody.parse(bytes, Limits.DEFAULTS));
  }

  @Test
  void givenAnyBatch_itIsReadOrRefusedInWords() {
    feed(
        Fuzzing.of(
            "batch-body",
            "{\"batch\":[{\"name\":\"e\",\"channel\":\"a\",\"data\":\"x\"},{\"name\":\"f\",\"channel\":\"b\",\"data\":[1]}]}"),
        bytes -> BatchBody.parse(bytes, Limits.DEFAULTS));
  }

  @Test
  void givenAnyQuery_itsReadingsAreFewAndNeverFail() {
    feed(
        Fuzzing.of(
            "query",
            "auth_key=k&auth_timestamp=1&auth_version=1.0&body_md5=0&auth_signature=0",
            "info[0]=a&info[1]=b&info=c&filter_by_prefix=presence-%C3%A9+x&A=%"),
        bytes -> {
          SignedQuery query = SignedQuery.parse(new String(bytes, StandardCharsets.ISO_8859_1));
          List<SignedQuery.Candidate> all = query.candidates("GET", List.of("/a", "/%62"));
          assertThat(all).hasSizeBetween(1, 36);
          return all;
        });
  }
}
