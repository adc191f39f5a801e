package io.belfry.server.webhook.post;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.webhook.post.BoundedGet.FetchBounds;
import io.belfry.server.webhook.post.BoundedGet.NotFetched;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Documents that come from servers which mean no good. */
@Tag("USR-056")
class BoundedGetTest {
  private static final FetchBounds BOUNDS = new FetchBounds(Duration.ofSeconds(20), 1_000);
  private static final FetchBounds IMPATIENT = new FetchBounds(Duration.ofMillis(300), 1_000);

  private final BoundedGet get = BoundedGet.over(Optional.empty(), List.of());

  @AfterEach
  void end() {
    get.close();
  }

  private static String answer(String status, int length) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + length + "\r\n\r\n" + "x".repeat(length);
  }

  private void refused(RawReceiver.Script script, FetchBounds bounds, String words) {
    try (RawReceiver receiver = RawReceiver.start(script)) {
      assertThatThrownBy(() -> get.get(URI.create(receiver.url()), true, bounds))
          .isInstanceOf(NotFetched.class)
          .hasMessageContaining(words);
    }
  }

  @Test
  void givenADocument_itIsFetchedUpToTheBound() throws NotFetched {
    try (RawReceiver receiver = RawReceiver.start(RawReceiver.always(answer("200 OK", 1_000)))) {
      byte[] body = get.get(URI.create(receiver.url()), true, BOUNDS);

      assertThat(new String(body, StandardCharsets.US_ASCII)).isEqualTo("x".repeat(1_000));
      assertThat(receiver.next().head()).startsWith("GET /hooks?token=t0p HTTP/1.1\r\n");
    }
    refused(RawReceiver.always(answer("200 OK", 1_001)), BOUNDS, "more than 1000 bytes");
  }

  @Test
  void givenADocumentWithoutEnd_itIsBrokenOff() {
    refused(
        connection -> {
          connection.readRequest();
          connection.write("HTTP/1.1 200 OK\r\n\r\n");
          connection.writeForever("x".repeat(100));
        },
        BOUNDS,
        "more than 1000 bytes");
  }

  @Test
  void givenARedirect_itIsNotFollowed() {
    refused(
        RawReceiver.always(
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"),
        BOUNDS,
        "answered 302; redirects are not followed");
  }

  @Test
  void givenADocumentInACodingThatNobodyAskedFor_itIsSaid() {
    refused(
        RawReceiver.always(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"),
        BOUNDS,
        "answered in another Content-Encoding than none");
  }

  @Test
  void givenAServerThatIsSlow_itIsGivenUp() {
    refused(
        connection -> {
          connection.readRequest();
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n");
          connection.trickle("x".repeat(900));
        },
        IMPATIENT,
        "did not answer within 300 ms");
  }

  @Test
  @Tag("THR-42")
  void givenAnAppOfSomebodyElse_itReachesNoAddressInside() {
    try (RawReceiver receiver = RawReceiver.start(RawReceiver.always(answer("200 OK", 1)))) {
      assertThatThrownBy(() -> get.get(URI.create(receiver.url()), false, BOUNDS))
          .hasMessage("has no address that this app may reach");
      assertThat(receiver.connections()).isZero();
    }
  }
}
