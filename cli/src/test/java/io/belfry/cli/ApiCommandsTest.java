package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiCommandsTest {
  @TempDir private Path folder = Path.of("");

  private static Ran piped(String text, java.util.function.Supplier<Ran> run) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    try {
      return run.get();
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void givenAnEvent_itIsSentToAllChannelsNamed() throws IOException {
    try (ServedApp app = ServedApp.start(folder, "")) {
      Ran one = app.run("trigger", "news", "headline", "{\"text\":\"hello\"}");
      Ran several = app.run("trigger", "a", "b", "c", "e", "@everybody", "--json", "--info");
      Ran left = app.run("trigger", "a", "e", "x", "--socket-id=1.2");

      assertThat(one.out())
          .isEqualTo("Sent to one channel of app 1 at " + app.server().uri() + " (options).\n");
      assertThat(several.out())
          .isEqualTo(
              "{\"channels\":{\"a\":{\"subscription_count\":0},\"b\":{\"subscription_count\":0},"
                  + "\"c\":{\"subscription_count\":0}}}\n");
      assertThat(left.exitCode()).isZero();
    }
  }

  @Test
  void givenStandardInput_itIsTheDataOrTheEvents() throws IOException {
    try (ServedApp app = ServedApp.start(folder, "")) {
      String lines = "{\"channel\":\"a\",\"event\":\"e\",\"data\":{\"n\": 1}, \"time\":[{}]}\n\n";

      Ran data = piped("[1]\n", () -> app.run("trigger", "a", "e", "-"));
      Ran many = piped(lines.repeat(23), () -> app.run("trigger", "-", "--json"));
      Ran none = piped("", () -> app.run("trigger", "-"));
      Ran broken = piped(lines + "{\"channel\":7", () -> app.run("trigger", "-"));
      Ran bad =
          piped("{\"channel\":\"a b\",\"event\":\"e\",\"data\":1}", () -> app.run("trigger", "-"));

      assertThat(data.exitCode()).as(data.err()).isZero();
      assertThat(many.out()).isEqualTo("{\"sent\":23}\n");
      assertThat(none.out()).startsWith("Sent 0 events");
      assertThat(broken.exitCode()).isEqualTo(1);
      assertThat(broken.err()).contains("Line 3 of standard input").hasLineCount(1);
      assertThat(bad.exitCode()).isEqualTo(2);
      assertThat(bad.err()).contains("Line 1", "channel name").hasLineCount(1);
    }
  }

  @Test
  void givenQuestions_whatIsLiveIsShown() throws IOException {
    try (ServedApp app = ServedApp.start(folder, "")) {
      app.run("trigger", "cache-x", "e", "kept\u001b");

      assertThat(app.run("channels").out()).startsWith("No such channel is occupied in app 1");
      assertThat(app.run("channels", "--json", "--info", "--prefix=presence-").out())
          .isEqualTo("{\"channels\":{}}\n");
      assertThat(app.run("channel", "presence-a").out())
          .isEqualTo("occupied       no\nsubscriptions  0\nusers          0\n");
      assertThat(app.run("channel", "cache-x").out()).contains("kept           kept.  (for ");
      assertThat(app.run("users", "presence-a").out()).isEqualTo("Nobody is in it.\n");
      assertThat(app.run("users", "news").err()).contains("presence").hasLineCount(1);
      assertThat(app.run("terminate-user", "nobody", "--json").out())
          .isEqualTo("{\"user\":\"nobody\"}\n");
    }
  }

  @Test
  @Tag("THR-01")
  void givenNamesThatAreNone_theyAreRefusedBeforeAnythingIsSent() throws IOException {
    try (ServedApp app = ServedApp.start(folder, "")) {
      for (String[] words :
          new String[][] {
            {"trigger", "a b", "e", "x"},
            {"trigger", "a", "pusher:e", "x"},
            {"trigger", "a", "e", "x", "--socket-id=1"},
            {"send-to-user", "", "e", "x"},
            {"terminate-user", "a\nb"},
            {"channel", "a:b"},
            {"trigger", "a", "e"}
          }) {
        Ran ran = app.run(words);

        assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(2);
        assertThat(ran.err()).startsWith("belfry: ").hasLineCount(1);
        assertThat(ran.out()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "push.example.com",
        "ftp://push.example.com",
        "http://",
        "http://a b",
        "http://user:5ecre7-0f-the-c0mmand-line@localhost",
        "http://localhost/?a",
        "http://localhost/apps/1",
        "http://localhost:0",
        "http://localhost:99999",
        ""
      })
  void givenAnAddressThatIsNone_oneSentenceSaysSo(String url) throws IOException {
    java.nio.file.Files.writeString(folder.resolve("s"), ServedApp.SECRET);

    Ran ran =
        Ran.with("channels", "--url=" + url, "--key=k", "--secret-file=" + folder.resolve("s"));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).startsWith("belfry: ").hasLineCount(1).doesNotContain(ServedApp.SECRET);
  }

  /** What answers, and a word of what is said about it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200|<html>hello</html>|JSON",
        "404|nothing here|Is that a Belfry",
        "302||asked elsewhere",
        "502|bad gateway|proxy",
        "403|denied|Something before",
        "200|{\"channels\":[1]}|JSON"
      })
  void givenAServerThatIsNone_itIsSaidInOneSentence(int status, String body, String word)
      throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          byte[] bytes = (body == null ? "" : body).getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    other.start();
    try {
      Ran ran = channels("http://127.0.0.1:" + other.getAddress().getPort());

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.err())
          .contains(word)
          .hasLineCount(1)
          .doesNotContain("Exception", ServedApp.SECRET);
    } finally {
      other.stop(0);
    }
  }

  @Test
  void givenNobodyThere_itIsSaidInOneSentence() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    Ran ran = channels("http://127.0.0.1:" + port);
    Ran tls = channels("https://127.0.0.1:" + port);

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("Nothing can be reached").hasLineCount(1);
    assertThat(tls.err()).contains("Nothing can be reached").hasLineCount(1);
  }

  @Test
  void givenTlsWhereThereIsNone_itIsSaidInOneSentence() throws IOException {
    try (ServedApp app = ServedApp.start(folder, "")) {
      Ran ran = channels("https://127.0.0.1:" + app.server().port());

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.err()).contains("TLS").hasLineCount(1).doesNotContain("Exception:");
    }
  }

  @Test
  void givenAnAnswerThatIsNotHttp_itIsShownAsItIsWithWhatToDo() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answer(other, "SSH-2.0 \u001b[2J\r\n\r\n"));

      Ran ran = channels("http://127.0.0.1:" + other.getLocalPort());

      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.err())
          .contains("SSH-2.0 [0x1b][2J", "belfry doctor looks")
          .doesNotContain("\u001b")
          .hasLineCount(1);
    }
  }

  private static void answer(ServerSocket at, String text) {
    try (Socket socket = at.accept()) {
      socket.getInputStream().read();
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Ran channels(String url) throws IOException {
    java.nio.file.Files.writeString(folder.resolve("s"), ServedApp.SECRET);
    return Ran.with(
        "channels",
        "--url=" + url,
        "--key=k",
        "--secret-file=" + folder.resolve("s"),
        "--contexts=" + folder.resolve("none"));
  }
}
