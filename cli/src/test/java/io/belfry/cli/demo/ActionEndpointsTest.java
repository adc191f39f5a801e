package io.belfry.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cli.demo.DemoClient.Reply;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is typed into the page's forms. Nothing listens where the server should be. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class ActionEndpointsTest {
  @TempDir private Path folder;
  private RunningDemo demo;

  @BeforeEach
  void start() throws IOException {
    demo = RunningDemo.start(folder);
  }

  @AfterEach
  void stop() {
    demo.close();
  }

  private Reply trigger(String channel, String event) throws IOException {
    return demo.client()
        .post(
            "/demo/trigger",
            "channel=" + encoded(channel) + "&event=" + encoded(event) + "&data=%22x%22");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bad channel",
        "private-encrypted-x",
        "private-encrypted-cache-x",
        "#server-to-user-",
        "#other",
        "a:b",
        "ä",
        "a\n",
        "a\u0000"
      })
  void givenAChannelThatCannotBe_itIsABadRequestWithASentence(String channel) throws IOException {
    Reply reply = trigger(channel, "greeting");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).startsWith("{\"error\":\"").endsWith(".\"}");
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 5_000})
  void givenANameThatIsTooLong_itIsABadRequestAndIsNotRepeatedWhole(int length) throws IOException {
    String name = "n".repeat(length);
    assertThat(trigger(name, "greeting").status()).isEqualTo(400);
    assertThat(trigger("news", name).status()).isEqualTo(400);
    assertThat(trigger(name, "greeting").body()).hasSizeLessThan(length + 200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"news", "private-orders", "presence-lobby", "#server-to-user-ada"})
  void givenAChannelThatCanBe_itsSentenceIsAboutTheServer(String channel) throws IOException {
    Reply reply = trigger(channel, "greeting");

    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.body()).contains("Belfry does not answer.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user=nobody&socket_id=1.1",
        "socket_id=1.1",
        "user=ada",
        "user=ada&socket_id=1",
        "user=ada&socket_id=&others=1"
      })
  void givenASessionThatCannotBe_nobodyIsAskedToEndIt(String form) throws IOException {
    assertThat(demo.client().post("/demo/end", form).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"user=ada&socket_id=1.1", "user=ada&socket_id=1.1&others=1"})
  void givenASessionThatCanBe_theSentenceIsAboutTheServer(String form) throws IOException {
    assertThat(demo.client().post("/demo/end", form).status()).isEqualTo(502);
    assertThat(demo.client().post("/demo/sessions", form).status()).isEqualTo(502);
  }
}
