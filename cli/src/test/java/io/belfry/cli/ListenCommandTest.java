package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class ListenCommandTest {
  @TempDir private Path folder = Path.of("");

  private ServedApp app;
  private Pusher backend;

  @SuppressWarnings("NullAway.Init") // set before each
  ListenCommandTest() {}

  @BeforeEach
  void start() throws IOException {
    app = ServedApp.start(folder, "");
    backend =
        new Pusher(
            RestOptions.of(app.server().uri().toString(), "1", "app-key", ServedApp.SECRET)
                .withEncryptionMasterKey("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="));
  }

  @AfterEach
  void stop() {
    backend.close();
    app.close();
  }

  /** A command that runs beside the test, and what it says on standard error. */
  private record Running(
      CompletableFuture<Integer> exitCode, StringWriter out, BufferedReader err) {
    void hears(String part) throws IOException {
      for (String line = err.readLine(); line != null; line = err.readLine()) {
        if (line.contains(part)) {
          return;
        }
      }
      throw new AssertionError("It ended without \"" + part + "\".");
    }

    int end() throws Exception {
      return exitCode.get(30, TimeUnit.SECONDS);
    }
  }

  private Running listen(Writer to, String... words) throws IOException {
    PipedWriter err = new PipedWriter();
    BufferedReader said = new BufferedReader(new PipedReader(err, 1 << 16));
    CommandLine belfry =
        Main.commandLine().setOut(new PrintWriter(to)).setErr(new PrintWriter(err));
    StringWriter out = to instanceof StringWriter text ? text : new StringWriter();
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(
            () -> {
              try (err) {
                return belfry.execute(app.with(words));
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            },
            run -> new Thread(run, "belfry-listen").start());
    return new Running(code, out, said);
  }

  @Test
  void givenChannelsOfAllKinds_eachEventIsALineOfJson() throws Exception {
    Files.writeString(folder.resolve("master"), "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
    Running listen =
        listen(
            new StringWriter(),
            "listen",
            "news",
            "private-a",
            "presence-b",
            "private-encrypted-c",
            "--count=4",
            "--master-key-file=" + folder.resolve("master"));
    for (int i = 0; i < 4; i++) {
      listen.hears("subscribed to");
    }

    backend.trigger("news", "headline", "{\"text\":\"<hello>\"}");
    backend.trigger("private-a", "e", "plain \u001b[31m text");
    backend.trigger("presence-b", "e", "[1, 2]");
    backend.trigger("private-encrypted-c", "e", "{\"secret\":true}");

    assertThat(listen.end()).isZero();
    assertThat(listen.out().toString().lines())
        .satisfiesExactlyInAnyOrder(
            line ->
                assertThat(line)
                    .endsWith(
                        "\"channel\":\"news\",\"event\":\"headline\",\"data\":{\"text\":\"<hello>\"}}"),
            line -> assertThat(line).endsWith("\"data\":\"plain \\u001B[31m text\"}"),
            line -> assertThat(line).endsWith("\"data\":[1,2]}"),
            line ->
                assertThat(line)
                    .contains("private-encrypted-c")
                    .endsWith("\"data\":{\"secret\":true}}"));
  }

  @Test
  void givenAUser_whatIsSentToItIsPrinted() throws Exception {
    Running listen = listen(new StringWriter(), "listen", "--user=42", "--count=1");
    listen.hears("signed in");

    Ran sent = app.run("send-to-user", "42", "order", "{\"n\":7}");

    assertThat(sent.exitCode()).as(sent.err()).isZero();
    assertThat(listen.end()).isZero();
    assertThat(listen.out().toString()).contains("\"event\":\"order\",\"data\":{\"n\":7}");
  }

  @Test
  void givenAUserThatIsTerminated_itEndsWithTheReason() throws Exception {
    Running listen = listen(new StringWriter(), "listen", "--user=42");
    listen.hears("signed in");

    assertThat(app.run("terminate-user", "42").exitCode()).isZero();

    listen.hears("4009");
    assertThat(listen.end()).isEqualTo(1);
  }

  @Test
  void givenASignin_presenceChannelsAreEnteredAsThatUser() throws Exception {
    Running listen =
        listen(new StringWriter(), "listen", "presence-room", "--signin=ada", "--count=1");
    listen.hears("subscribed to");

    Ran users = app.run("users", "presence-room", "--json");
    backend.trigger("presence-room", "e", "x");

    assertThat(users.out()).isEqualTo("{\"users\":[\"ada\"]}\n");
    assertThat(listen.end()).isZero();
  }

  @Test
  void givenNobodyWhoReads_itEndsQuietly() throws Exception {
    Running listen =
        listen(
            new Writer() {
              @Override
              public void write(char[] chars, int from, int length) throws IOException {
                throw new IOException("Broken pipe");
              }

              @Override
              public void flush() {}

              @Override
              public void close() {}
            },
            "listen",
            "news");
    listen.hears("subscribed to");

    backend.trigger("news", "e", "x");

    assertThat(listen.end()).isZero();
    assertThat(listen.err().lines()).noneMatch(line -> line.contains("Exception"));
  }

  @Test
  void givenAWrongSecret_theRefusalIsSaidAndItEnds() throws Exception {
    Files.writeString(folder.resolve("secret"), "another-secret-of-somebody");

    Ran ran = app.run("listen", "private-a");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("private-a").doesNotContain("Exception", "another-secret");
  }

  @Test
  void givenAnUnknownKey_itEndsWithTheCode() throws Exception {
    String[] words = app.with("listen", "news");
    for (int i = 0; i < words.length; i++) {
      words[i] = words[i].replace("app-key", "app-kez");
    }

    Ran ran = Ran.with(words);

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("4001").doesNotContain("Exception");
  }

  @Test
  void givenTooFewEventsInTime_itFails() {
    Ran ran = app.run("listen", "news", "--count=1", "--for=1s");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("0 of 1 events");
  }
}
