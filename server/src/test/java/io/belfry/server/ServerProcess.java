package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.testkit.RecordingClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.LoggerFactory;

/** A server in a process of its own, with as much memory as the test gives it. */
final class ServerProcess implements AutoCloseable {
  private static final String ANSWER = "answer ";
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 2, drain_seconds: 0, transport: %s, operations: {port: 0}}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
          limits: {messages_per_second: -1}
      """;

  private static final List<byte[]> BALLAST = new ArrayList<>();

  private final Process process;
  private final BufferedReader answers;
  private final PrintStream questions;
  private final int port;

  private ServerProcess(Process process) throws IOException {
    this.process = process;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.port = Integer.parseInt(line());
  }

  /** Starts a server with these options of the Java virtual machine. */
  static ServerProcess start(String... options) {
    return start(List.of(), options);
  }

  /** Starts one that may have so many files and sockets open. */
  static ServerProcess startWithDescriptors(int descriptors, String... options) {
    return start(List.of("bash", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "-"), options);
  }

  private static ServerProcess start(List<String> through, String... options) {
    List<String> command = new ArrayList<>(through);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            ServerProcess.class.getName()));
    try {
      return new ServerProcess(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  /** How many connections are open. */
  long connections() {
    return ask("connections");
  }

  /** Asks until no more than so many connections are open, half a minute at most. */
  void awaitConnections(long most) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    long open = connections();
    while (open > most && System.nanoTime() - deadline < 0) {
      open = connections();
    }
    assertThat(open).isEqualTo(most);
  }

  /** Bytes on the heap after a collection, and beside it. */
  long usedBytes() {
    return ask("memory");
  }

  /** How many objects of the server's own classes are alive after a collection. */
  long ownObjects() {
    return ask("objects");
  }

  /** Takes as much of the heap as makes the node send newcomers away. */
  void fill() {
    ask("fill");
  }

  /** Gives it back. */
  void free() {
    ask("free");
    ask("memory");
  }

  /** What the operations port says of its health. */
  String health() {
    long operations = ask("operations");
    try (RecordingClient asking = RecordingClient.open((int) operations)) {
      asking.sendBytes(
          "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      asking.readHead();
      return asking.readBody();
    }
  }

  /** Asks for its health until that stands in it, a minute at most. */
  String awaitHealth(String expected) {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    String health = health();
    while (!health.contains(expected)) {
      assertThat(System.nanoTime() - deadline).as(health).isNegative();
      health = health();
    }
    return health;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  private long ask(String question) {
    questions.println(question);
    try {
      return Long.parseLong(line());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String line() throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(ANSWER)) {
        return line.substring(ANSWER.length());
      }
    }
    throw new AssertionError("The server process ended.");
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The process itself: says its port, then answers questions until its input ends. */
  public static void main(String[] args) throws IOException {
    // Nobody reads what it logs, and a full pipe would stop it.
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    ConfigResult.Loaded loaded =
        (ConfigResult.Loaded)
            ConfigReader.read(
                CONFIG.formatted(System.getProperty("transport", "auto")), Map.of(), Map.of());
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (BelfryServer server = BelfryServer.start(loaded.config())) {
      server.broken().thenAccept(why -> Runtime.getRuntime().halt(1));
      System.out.println(ANSWER + server.port());
      for (String question = questions.readLine();
          question != null;
          question = questions.readLine()) {
        System.out.println(ANSWER + answer(question, server));
      }
    }
  }

  private static long answer(String question, BelfryServer server) {
    return switch (question) {
      case "memory" -> used();
      case "objects" -> ownAlive();
      case "operations" -> server.operationsAddress().orElseThrow().getPort();
      case "fill" -> fillHeap();
      case "free" -> freeHeap();
      default -> server.connections();
    };
  }

  private static long fillHeap() {
    long most = Runtime.getRuntime().maxMemory() * 88 / 100;
    while (heapLeftOver() < most) {
      BALLAST.add(new byte[1 << 20]);
    }
    return BALLAST.size();
  }

  private static long freeHeap() {
    BALLAST.clear();
    return 0;
  }

  private static long heapLeftOver() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** From the histogram of classes, whose lines are number, instances, bytes and name. */
  private static long ownAlive() {
    try {
      Object histogram =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      return String.valueOf(histogram)
          .lines()
          .map(line -> line.strip().split("\\s+"))
          .filter(columns -> columns.length > 3 && columns[3].startsWith("io.belfry."))
          .mapToLong(columns -> Long.parseLong(columns[1]))
          .sum();
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
        + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum()
        + io.netty.buffer.PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
  }
}
