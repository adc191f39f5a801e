package io.belfry.bench.run;

import io.belfry.bench.run.Options.Pin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A server under measurement, with all processes that it starts.
 *
 * <p>Thread: confined to its caller.
 */
final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(30);
  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final int FIRST_PORT = 7_400;
  private static final int PORTS = 100;

  private final Process process;
  private final Leash leash;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.leash = new Leash(process);
    this.port = port;
  }

  /**
   * Starts it on its core and waits until it listens.
   *
   * @param log takes what it prints
   * @throws Complaint when it ends, or does not listen within a minute
   */
  static ServerProcess start(Candidate candidate, Optional<Pin> pin, Path log) {
    int port = freePort();
    List<String> command = new ArrayList<>();
    pin.ifPresent(
        cores -> command.addAll(List.of("taskset", "-c", Integer.toString(cores.server()))));
    command.addAll(candidate.command(port));
    try {
      ServerProcess server =
          new ServerProcess(
              new ProcessBuilder(command)
                  .redirectErrorStream(true)
                  .redirectOutput(log.toFile())
                  .start(),
              port);
      server.awaitListening(candidate, log);
      return server;
    } catch (IOException e) {
      throw new Complaint("Cannot start " + candidate.label(), e);
    }
  }

  /** A port that nobody listens on and that the kernel gives to no outgoing connection. */
  static int freePort() {
    return IntStream.range(FIRST_PORT, FIRST_PORT + PORTS)
        .filter(port -> isFree(port) && isFree(tlsPort(port)))
        .findFirst()
        .orElseThrow(
            () ->
                new Complaint(
                    "Ports %d to %d are all in use. Stop what listens there."
                        .formatted(FIRST_PORT, tlsPort(FIRST_PORT + PORTS - 1))));
  }

  /** The port for TLS of a server on this port; as free as that. */
  static int tlsPort(int port) {
    return port + PORTS;
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** Numbers of all its processes, as the generator takes them. */
  String pids() {
    return String.join(",", family().map(member -> Long.toString(member.pid())).toList());
  }

  /** Waits until it has nothing left to do, such as to say goodbye to thousands who left. */
  void awaitRest() {
    long[] seen = {-1};
    Pause.until(
        () -> {
          long ticks = family().mapToLong(ServerProcess::cpuTicks).sum();
          boolean isAtRest = ticks - seen[0] <= 1 && seen[0] >= 0;
          seen[0] = ticks;
          return isAtRest;
        },
        Duration.ofSeconds(20),
        Duration.ofMillis(250));
  }

  /** Stops it in order, so that a launcher can keep what it learnt. */
  @Override
  public void close() {
    List<ProcessHandle> all = family().toList();
    process.destroy();
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        Leash.kill(process);
        process.waitFor();
      }
    } catch (InterruptedException e) {
      throw Interruption.of(e);
    }
    all.forEach(ProcessHandle::destroyForcibly);
    leash.letGo();
  }

  private Stream<ProcessHandle> family() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants());
  }

  private void awaitListening(Candidate candidate, Path log) {
    String words = candidate.saysWhenReady();
    boolean listens =
        Pause.until(() -> !process.isAlive() || (answers() && hasSaid(log, words)), START, OFTEN);
    if (!listens || !process.isAlive()) {
      Leash.kill(process);
      leash.letGo();
      throw new Complaint(
          "%s does not listen on port %d. What it said is in %s."
              .formatted(candidate.label(), port, log));
    }
  }

  private static boolean hasSaid(Path log, String words) {
    try {
      return Files.readString(log).contains(words);
    } catch (IOException e) {
      return false;
    }
  }

  private boolean answers() {
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  // Fields 14 and 15 of the kernel's line, counted behind the name, which may hold anything.
  private static long cpuTicks(ProcessHandle member) {
    try {
      String line = Files.readString(Path.of("/proc", Long.toString(member.pid()), "stat"));
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    } catch (IOException e) {
      return 0;
    }
  }
}
