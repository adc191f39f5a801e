package io.belfry.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL of a test, the system's own program: in a folder of its own, on a free port of
 * loopback, and not as root, which it refuses.
 */
final class PostgresServer implements AutoCloseable {
  static final String USER = "belfry";
  static final String PASSWORD = "a password of the test";

  private final Path folder;
  private final int port;
  private final Path programs;

  private PostgresServer(Path folder, int port, Path programs) {
    this.folder = folder;
    this.port = port;
    this.programs = programs;
  }

  static PostgresServer start() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("belfry-pg");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    PostgresServer server = new PostgresServer(folder, port, programs());
    server.make();
    server.startAgain();
    return server;
  }

  private static Path programs() throws IOException {
    Path usual = Paths.get("/usr/lib/postgresql");
    if (!Files.isDirectory(usual)) {
      return Paths.get("/usr/bin");
    }
    try (Stream<Path> versions = Files.list(usual)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Path::compareTo)
          .orElseThrow(() -> new IOException("There is no initdb. Install postgresql."));
    }
  }

  private void make() throws IOException, InterruptedException {
    Path password = Files.writeString(folder.resolve("password"), PASSWORD);
    if (isRoot()) {
      run("chown", "-R", "postgres", folder.toString());
    }
    asUser(
        programs.resolve("initdb").toString(),
        "--pgdata=" + folder.resolve("data"),
        "--username=" + USER,
        "--pwfile=" + password,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync");
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private void asUser(String... command) throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>();
    if (isRoot()) {
      whole.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    whole.addAll(List.of(command));
    run(whole.toArray(String[]::new));
  }

  private void run(String... command) throws IOException, InterruptedException {
    Path log = Files.createTempFile("belfry-pg", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor()).as(() -> contents(log)).isZero();
    Files.delete(log);
  }

  private static String contents(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Starts it on the same port with what it had. */
  void startAgain() throws IOException, InterruptedException {
    asUser(
        programs.resolve("pg_ctl").toString(),
        "start",
        "--wait",
        "--pgdata=" + folder.resolve("data"),
        "--log=" + folder.resolve("log"),
        "--options=-p "
            + port
            + " -h 127.0.0.1 -k "
            + folder
            + " -c fsync=off -c shared_buffers=16MB -c max_connections=30");
  }

  /** Stops it as its operator would in a hurry: connections break. */
  void stop() throws IOException, InterruptedException {
    asUser(
        programs.resolve("pg_ctl").toString(),
        "stop",
        "--wait",
        "--mode=fast",
        "--pgdata=" + folder.resolve("data"));
  }

  /** A schema of its own for a test, as one that does not know of the others. */
  PostgresApps schema(String name) throws SQLException {
    sql("CREATE SCHEMA IF NOT EXISTS " + name);
    return apps(name, USER, PASSWORD);
  }

  PostgresApps apps(String schema, String user, String password) {
    return new PostgresApps(url(schema), user, password);
  }

  String url(String schema) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?currentSchema=" + schema;
  }

  void sql(String sql) throws SQLException {
    try (Connection connection = apps("public", USER, PASSWORD).connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      stop();
    } catch (InterruptedException | AssertionError e) {
      // A test has stopped it.
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }
}
