package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevCommandTest {
  private static final DevServers.Ports ANY = new DevServers.Ports(0, 0);
  private static final Pattern SECRET = Pattern.compile("secret=([0-9a-f]{64})");

  @TempDir private Path folder = Path.of("");

  private Path data() {
    return folder.resolve("data");
  }

  private String secret() throws IOException {
    Matcher line = SECRET.matcher(Files.readString(data().resolve("demo-app")));
    assertThat(line.find()).isTrue();
    return line.group(1);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static String get(URI uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }

  @Test
  @Tag("THR-46")
  void givenTwoStarts_theSecretIsTheSame() throws IOException {
    DevServers.start(ANY, data()).close();
    String first = secret();
    DevServers.start(ANY, data()).close();

    assertThat(secret()).isEqualTo(first);
  }

  @Test
  @Tag("THR-46")
  void givenTwoDataDirectories_theSecretsDiffer() throws IOException {
    DevServers.start(ANY, data()).close();
    String first = secret();
    Files.delete(data().resolve("demo-app"));
    DevServers.start(ANY, data()).close();

    assertThat(secret()).isNotEqualTo(first);
  }

  @Test
  @Tag("THR-46")
  void givenAFreshDataDirectory_onlyItsOwnerSeesTheSecret() throws IOException {
    DevServers.start(ANY, data()).close();

    assertThat(permissions(data())).isEqualTo("rwx------");
    assertThat(permissions(data().resolve("demo-app"))).isEqualTo("rw-------");
  }

  @Test
  @Tag("THR-46")
  void givenAStart_bothListenOnLoopbackOnly() throws IOException {
    try (DevServers servers = DevServers.start(ANY, data())) {
      assertThat(servers.server().address().getAddress().isLoopbackAddress()).isTrue();
      assertThat(servers.demo().uri().getHost()).isEqualTo("127.0.0.1");
    }
  }

  @Test
  @Tag("THR-47")
  void givenAStart_theSecretIsNeitherPrintedNorServed() throws Exception {
    String[] arguments = {
      "dev", "--port", "0", "--demo-port", "0", "--data-dir", data().toString()
    };
    try (BelfryProcess belfry = BelfryProcess.start(arguments)) {
      StringBuilder printed = new StringBuilder();
      String line = belfry.line();
      while (!line.contains("Ctrl-C")) {
        printed.append(line).append('\n');
        line = belfry.line();
      }
      Matcher page = Pattern.compile("Demo page +(\\S+)").matcher(printed);
      assertThat(page.find()).isTrue();
      String served = get(URI.create(page.group(1)).resolve("/demo/config.json"));
      belfry.signal("INT");

      assertThat(belfry.exitCode()).isZero();
      assertThat(printed.append(served).append(belfry.errors()))
          .startsWith("Belfry ")
          .contains("App key    demo-")
          .doesNotContain(secret());
    }
  }

  @Test
  void givenThePageOfAnotherProgramOnItsPort_theSentenceNamesTheOption() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> DevServers.start(new DevServers.Ports(0, port), data()).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Port " + port)
          .hasMessageContaining("--demo-port");
      assertThatThrownBy(() -> DevServers.start(new DevServers.Ports(port, 0), data()).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port " + port)
          .hasMessageContaining("--port");
    }
  }

  @Test
  void givenAFileThatDevHasNotWritten_itIsNotTaken() throws IOException {
    Files.createDirectory(data());
    Files.writeString(data().resolve("demo-app"), "key=demo-0123abcd\nsecret=short\n");

    assertThatThrownBy(() -> DevServers.start(ANY, data()).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Delete it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--port=70000", "--port=-1", "--demo-port=65536", "--port=x"})
  void givenNoPort_itIsRefusedInOneLine(String option) {
    Ran ran = Ran.with("dev", option);

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).startsWith("belfry: ").hasLineCount(1);
  }

  @Test
  @Tag("THR-46")
  void givenAnotherHost_thereIsNoSuchOption() {
    Ran ran = Ran.with("dev", "--host", "0.0.0.0");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("--host").hasLineCount(1);
  }
}
