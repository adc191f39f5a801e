package io.belfry.cli;

import io.belfry.cli.access.RunningDev;
import io.belfry.cli.demo.DemoCredentials;
import io.belfry.protocol.BelfryVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * A server to try things with, and a page that shows what it does.
 *
 * <p>Thread: immutable.
 *
 * @param port of the server, 0 for any free one
 * @param demoPort of the page, 0 for any free one
 * @param dataDir folder that keeps the demo app's secret
 */
record Dev(int port, int demoPort, Path dataDir) implements Start {
  /** Port of the server unless another is asked for. */
  static final String PORT = "6001";

  /** Port of the page unless another is asked for. */
  static final String DEMO_PORT = "6002";

  /** Folder unless another is asked for. */
  static final String DATA_DIR = "data";

  private static final int MAX_PORT = 65_535;

  @Override
  public int run(Console console) throws IOException {
    if (isNoPort("--port", port, console) || isNoPort("--demo-port", demoPort, console)) {
      return Main.WRONG;
    }
    boundTheDemo();
    DevServers servers = DevServers.start(new DevServers.Ports(port, demoPort), dataDir);
    RunningServer running = RunningServer.of(servers.server(), () -> {}, servers.demo()::close);
    RunningDev.note(dataDir, servers.server().uri());
    greet(servers, console.out());
    running.await();
    return Main.DONE;
  }

  private static boolean isNoPort(String option, int value, Console console) {
    if (value >= 0 && value <= MAX_PORT) {
      return false;
    }
    console.complain(option + " is " + value + ". Expected a port from 0 to 65535.");
    return true;
  }

  private static void greet(DevServers servers, PrintWriter out) {
    // The page comes first: what is first is opened in a browser, and the server has no page.
    out.println("Belfry " + BelfryVersion.TEXT);
    out.println();
    out.println("  Demo page  " + servers.demo().uri());
    out.println("  Server     " + servers.server().uri());
    out.println("  App id     " + DemoCredentials.APP_ID);
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
