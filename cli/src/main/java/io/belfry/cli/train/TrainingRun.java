package io.belfry.cli.train;

import io.belfry.cli.Main;
import io.belfry.cli.demo.DemoCredentials;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * Starts {@code serve} or {@code dev} as its command line would, on free ports of loopback, uses
 * the server a little and ends the process. What the virtual machine has loaded and linked by then
 * it may keep in a cache for the next start.
 *
 * <p>The client in here is bare sockets on purpose: what it loads is in the cache as well, and each
 * class in there costs every start a little.
 *
 * <p>Thread: confined to the main thread.
 */
public final class TrainingRun {
  private static final int SECRET_BYTES = 32;
  private static final String KEY = "training";
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, drain_seconds: 0, warmup_seconds: 0, data_dir: "%s"}
      limits: {messages_per_second: -1, client_events_per_second: -1}
      apps:
        - id: "1"
          keys: [{key: training, secret: %s}]
          client_events: {enabled: true}
      """;

  private TrainingRun() {}

  /**
   * Runs it; the process ends with 0 when it went well, and with 1 when not.
   *
   * @param arguments {@code serve} or {@code dev}, and a folder for what they write
   */
  public static void main(String[] arguments) {
    try {
      train(arguments[0].equals("dev"), Path.of(arguments[1]));
    } catch (Exception | Error e) {
      e.printStackTrace();
      // The threads of the server would keep the process alive.
      System.exit(1);
    }
    System.exit(0);
  }

  private static void train(boolean isDev, Path folder) throws Exception {
    if (isDev) {
      dev(folder);
    } else {
      serve(folder);
    }
  }

  private static void serve(Path folder) throws Exception {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    String text = HexFormat.of().formatHex(secret);
    Path config = Files.writeString(folder.resolve("belfry.yaml"), CONFIG.formatted(folder, text));
    Printed printed = start("serve", "--config", config.toString());
    new Exercise(new Exercise.Account(printed.port("listens on"), "1", KEY, text)).run();
  }

  private static void dev(Path folder) throws Exception {
    Printed printed =
        start("dev", "--port", "0", "--demo-port", "0", "--data-dir", folder.toString());
    int port = printed.port("Server");
    int demoPort = printed.port("Demo page");
    String key = printed.lastWord("App key");
    String secret = lastWordOf(Files.readString(folder.resolve("demo-app")), '=');
    Exercise exercise =
        new Exercise(new Exercise.Account(port, DemoCredentials.APP_ID, key, secret));
    exercise.run();
    for (String page : List.of("/", "/main.js", "/demo/config.json")) {
      exercise.get(demoPort, page);
    }
  }

  private static Printed start(String... arguments) {
    Printed printed = new Printed();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    Thread.ofPlatform().daemon().name("belfry-main").start(() -> Main.main(arguments));
    return printed;
  }

  private static String lastWordOf(String text, char separator) {
    return text.substring(text.lastIndexOf(separator) + 1).strip();
  }
}
