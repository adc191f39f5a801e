package io.belfry.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code belfry dev}: a server to try things with, and a page that shows what it does.
 *
 * <p>Thread: confined to the main thread.
 */
@Command(
    name = "dev",
    description = "Runs a server with a demo app and a demo page, for this machine only.")
final class DevCommand implements Callable<Integer> {
  private static final int MAX_PORT = 65_535;

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "6001",
      description = "Port of the server, 0 for any free one; ${DEFAULT-VALUE} by default.")
  private int port;

  @Option(
      names = "--demo-port",
      paramLabel = "PORT",
      defaultValue = "6002",
      description = "Port of the demo page, 0 for any free one; ${DEFAULT-VALUE} by default.")
  private int demoPort;

  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      defaultValue = "data",
      description = "Folder that keeps the demo app's secret; ${DEFAULT-VALUE} by default.")
  private Path dataDir;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  DevCommand() {}

  @Override
  public Integer call() throws IOException {
    if (isNoPort("--port", port) || isNoPort("--demo-port", demoPort)) {
      return Main.WRONG;
    }
    boundTheDemo();
    DevServers servers = DevServers.start(new DevServers.Ports(port, demoPort), dataDir);
    RunningServer running = RunningServer.of(servers.server(), servers.demo()::close);
    greet(servers);
    running.await();
    return Main.DONE;
  }

  private boolean isNoPort(String option, int value) {
    if (value >= 0 && value <= MAX_PORT) {
      return false;
    }
    PrintWriter err = spec.commandLine().getErr();
    err.println("belfry: " + option + " is " + value + ". Expected a port from 0 to 65535.");
    err.flush();
    return true;
  }

  private void greet(DevServers servers) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Belfry " + Version.text() + " listens on " + servers.server().uri());
    out.println();
    out.println("  Demo page  " + servers.demo().uri());
    out.println("  App key    " + servers.credentials().key());
    out.println("  Secret     in " + servers.credentials().file());
    out.println();
    out.println("For this machine only. Press Ctrl-C to stop.");
    out.flush();
  }

  // The HTTP server of the JDK takes its bounds from properties, and has none without them.
  private static void boundTheDemo() {
    System.setProperty("jdk.httpserver.maxConnections", "200");
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "30");
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }
}
