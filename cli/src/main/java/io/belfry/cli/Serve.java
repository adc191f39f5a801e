package io.belfry.cli;

import io.belfry.cli.log.Log;
import io.belfry.protocol.BelfryVersion;
import io.belfry.server.BelfryServer;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigProblem;
import io.belfry.server.config.file.ConfigResult;
import io.belfry.server.node.SocketActivation;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The production server.
 *
 * <p>Thread: immutable.
 *
 * @param source of its configuration
 * @param takesOver whether it listens beside another that it takes the place of
 */
record Serve(ConfigSource source, boolean takesOver) implements Start {
  private static final Logger LOG = LoggerFactory.getLogger(Serve.class);
  private static final long LOOK_MILLIS = 250;

  @Override
  public int run(Console console) throws IOException {
    return switch (source.read()) {
      case ConfigResult.Loaded loaded -> serveOrRefuse(loaded, console);
      case ConfigResult.NotConfigured refused -> refuse(refused.problems(), console);
    };
  }

  private int serveOrRefuse(ConfigResult.Loaded loaded, Console console) throws IOException {
    List<ConfigProblem> problems = source.problemsOfServing(loaded);
    if (!problems.isEmpty()) {
      return refuse(problems, console);
    }
    loaded.warnings().forEach(warning -> LOG.warn("note: {}", warning));
    return serve(loaded, console);
  }

  private int refuse(List<ConfigProblem> problems, Console console) {
    new ConfigProblems(source.name(), problems).print(console.err());
    return Main.WRONG;
  }

  private int serve(ConfigResult.Loaded loaded, Console console) throws IOException {
    BelfryServer server = start(loaded.config());
    Supervisor supervisor = Supervisor.of(System.getenv());
    Duration drain = loaded.config().of(NodeSettings.DRAIN).orElse(Duration.ZERO);
    RunningServer.of(server, () -> supervisor.stopping(drain), () -> {});
    ConfigReload reload = new ConfigReload(source, loaded, server);
    supervisor.ready();
    greet(server, console.out());
    SpareMemory memory = SpareMemory.of(server);
    try {
      watch(reload, memory);
    } catch (RuntimeException | Error e) {
      // The other threads would go on without this one, and nobody would see that it is gone.
      RunningServer.end("the server cannot go on: the watch over files and memory failed: " + e);
    }
    return Main.DONE;
  }

  private static void watch(ConfigReload reload, SpareMemory memory) {
    while (!Thread.currentThread().isInterrupted()) {
      pause();
      reload.look();
      memory.look();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private BelfryServer start(ServerConfig loaded) throws IOException {
    BelfryServer.Builder server =
        BelfryServer.builder().config(loaded).audited().warmUp(loaded.of(NodeSettings.WARM_UP));
    if (takesOver) {
      server.takeOver();
    }
    SocketActivation.read(System.getenv(), ProcessHandle.current().pid())
        .forEach(socket -> server.inherit(socket.descriptor(), socket.name()));
    try {
      return server.start();
    } catch (IOException e) {
      boolean isTaken = String.valueOf(e.getMessage()).startsWith("Cannot listen");
      String hint = isTaken ? " Stop what listens there, or set another port." : "";
      throw new IOException(e.getMessage() + hint, e);
    }
  }

  private static void greet(BelfryServer server, PrintWriter out) {
    say(out, "Belfry " + BelfryVersion.TEXT + " listens on " + server.uri());
    server
        .tlsAddress()
        .filter(address -> !address.equals(server.address()))
        .ifPresent(address -> say(out, "TLS is at port " + address.getPort()));
    if (!server.apiAddress().equals(server.address())) {
      say(out, "the HTTP API is at port " + server.apiAddress().getPort());
    }
    server
        .operationsAddress()
        .ifPresent(address -> say(out, "operations are at port " + address.getPort()));
    out.flush();
  }

  // On standard output, for whoever waits for it, and yet a line like all others.
  private static void say(PrintWriter out, String sentence) {
    out.println(Log.line(Serve.class, sentence));
  }
}
