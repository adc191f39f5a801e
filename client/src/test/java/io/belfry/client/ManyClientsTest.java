package io.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.SocketId;
import io.belfry.testkit.ScriptedServer;
import io.belfry.testkit.ServerSide;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;

/** What clients cost and leave behind, in a program of its own that has them as a jar. */
@Tag("CL-020")
class ManyClientsTest {
  private static final boolean HAS_VIRTUAL_THREADS = Runtime.version().feature() >= 21;
  private static Path jar;

  @AutoClose private final ScriptedServer server = ScriptedServer.start();
  private final List<Process> started = new ArrayList<>();

  /** The jar as Maven makes it: the classes, for each Java its own, under the same manifest. */
  @BeforeAll
  static void makeJar(@TempDir Path folder) throws IOException, URISyntaxException {
    Path classes = place(Pusher.class);
    if (Files.isRegularFile(classes)) {
      jar = classes;
      return;
    }
    jar = folder.resolve("client.jar");
    assertThat(Path.of("pom.xml")).content().contains("<Multi-Release>true</Multi-Release>");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        Stream<Path> files = Files.walk(classes)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(each).toString().replace('\\', '/')));
        Files.copy(each, out);
      }
    }
  }

  private static Path place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private Process run(int port, String what, int count) throws Exception {
    String path =
        String.join(
            File.pathSeparator,
            jar.toString(),
            place(SocketId.class).toString(),
            place(JsonParser.class).toString(),
            place(ManyClients.class).toString());
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process program =
        new ProcessBuilder(
                java,
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                path,
                "io.belfry.client.ManyClients",
                "" + port,
                what,
                "" + count)
            .redirectErrorStream(true)
            .start();
    started.add(program);
    return program;
  }

  @AfterEach
  void endPrograms() {
    started.forEach(Process::destroyForcibly);
  }

  private List<ServerSide> greetAll(int count) {
    List<ServerSide> sides = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSide side = server.accept();
      side.greet("1." + (i + 1), 120);
      sides.add(side);
    }
    return sides;
  }

  private static Map<String, Long> told(Process program) throws IOException, InterruptedException {
    Map<String, Long> told = new HashMap<>();
    try (BufferedReader lines = reader(program)) {
      for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(" = ", 2);
        assertThat(parts).as(line).hasSize(2);
        told.put(parts[0], Long.parseLong(parts[1]));
      }
    }
    assertThat(program.waitFor(10, TimeUnit.SECONDS)).as("ends by itself").isTrue();
    return told;
  }

  private static BufferedReader reader(Process program) {
    return program.inputReader(StandardCharsets.UTF_8);
  }

  private static void assertNothingLeft(Map<String, Long> told) {
    for (String what :
        List.of(
            "left threads",
            "left Pusher",
            "left internal.SocketLink",
            "left internal.WorkThread")) {
      assertThat(told).containsEntry(what, 0L);
    }
    // Those of the JDK, which wait for sockets.
    assertThat(told.get("left virtual")).isLessThan(20);
  }

  @Test
  void givenAThousandClients_theyHaveNoThousandThreadsAndLeaveNothing() throws Exception {
    int count = HAS_VIRTUAL_THREADS ? 1_000 : 100;
    Process program = run(server.port(), "crowd", count);
    List<ServerSide> sides = greetAll(count + 1);
    Map<String, Long> told = told(program);
    sides.forEach(ServerSide::close);

    if (HAS_VIRTUAL_THREADS) {
      assertThat(told.get("threads")).isLessThan(50);
    } else {
      assertThat(told.get("threads")).isLessThanOrEqualTo(3L * count);
    }
    assertNothingLeft(told);
  }

  @Test
  void givenManyCyclesOfConnectAndClose_nothingIsLeft() throws Exception {
    cycles(2_000);
  }

  @Test
  @Tag("all")
  void givenAHundredThousandCycles_nothingIsLeft() throws Exception {
    cycles(100_000);
  }

  private void cycles(int count) throws Exception {
    Process program = run(server.port(), "cycles", count);
    for (int i = 0; i <= count; i++) {
      try (ServerSide side = server.accept()) {
        side.greet("1.1", 120);
        assertThat(side.nextFrame().closeCode()).isEqualTo(1000);
        side.sendClose(1000, "");
      }
    }
    assertNothingLeft(told(program));
  }

  @Test
  void givenAMainMethodThatEnds_theProgramStaysUntilTheClientStops() throws Exception {
    Process program = run(server.port(), "stay", 0);
    server.accept().greet("1.1", 120);
    try (ServerSide side = server.accept();
        BufferedReader lines = reader(program)) {
      side.greet("2.2", 120);
      assertThat(side.next()).contains("pusher:subscribe");
      side.send(Scene.succeeded("news"));
      assertThat(lines.readLine()).isEqualTo("over = 0");
      side.send(Scene.event("e", "news", "7"));
      assertThat(lines.readLine()).isEqualTo("event = 7");
      side.sendClose(4001, "gone");

      assertThat(program.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
