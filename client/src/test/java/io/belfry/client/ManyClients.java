package io.belfry.client;

import io.belfry.client.connection.ConnectionState;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * A program with many clients, which runs on the jar in a JVM of its own and tells on its output
 * what they cost. A line {@code crowd N} or {@code cycles N} or {@code stay} says what it does.
 */
final class ManyClients {
  private static final int AT_A_TIME = 50;

  private ManyClients() {}

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    int count = Integer.parseInt(args[2]);
    // Whatever the JVM starts for the first client is no client's.
    connected(port, 1).forEach(Pusher::close);
    switch (args[1]) {
      case "crowd" -> crowd(port, count);
      case "cycles" -> cycles(port, count);
      default -> stay(port);
    }
  }

  private static void crowd(int port, int count) throws Exception {
    long memory = usedMemory();
    int threads = threads();
    List<Pusher> clients = connected(port, count);
    say("threads", threads() - threads);
    say("bytes", (usedMemory() - memory) / count);
    clients.forEach(Pusher::disconnect);
    clients.forEach(Pusher::close);
    clients.clear();
    tellWhatIsLeft();
  }

  private static void cycles(int port, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      connected(port, 1).forEach(Pusher::close);
    }
    tellWhatIsLeft();
  }

  /** Connects and lets the main method end; a daemon tells when it has. */
  private static void stay(int port) throws InterruptedException {
    Thread main = Thread.currentThread();
    Thread witness =
        new Thread(
            () -> {
              try {
                main.join();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              say("over", 0);
            });
    witness.setDaemon(true);
    witness.start();
    connected(port, 1)
        .get(0)
        .subscribe("news")
        .bind("e", event -> say("event", Long.parseLong(event.getData())));
  }

  private static List<Pusher> connected(int port, int count) throws InterruptedException {
    List<Pusher> clients = new ArrayList<>();
    PusherOptions options =
        new PusherOptions().setHost("127.0.0.1").setWsPort(port).setUseTLS(false);
    while (clients.size() < count) {
      int some = Math.min(AT_A_TIME, count - clients.size());
      CountDownLatch missing = new CountDownLatch(some);
      for (int i = 0; i < some; i++) {
        Pusher pusher = new Pusher("key", options);
        pusher.connect(change -> missing.countDown(), ConnectionState.CONNECTED);
        clients.add(pusher);
      }
      if (!missing.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Not connected in time.");
      }
    }
    return clients;
  }

  /** Platform threads: virtual ones are not in this count. */
  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static long usedMemory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void tellWhatIsLeft() throws JMException, InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("belfry-client")) {
        thread.join(10_000);
      }
    }
    long left =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("belfry-client"))
            .count();
    say("left threads", left);
    String histogram = histogram();
    for (String type : List.of("Pusher", "internal.SocketLink", "internal.WorkThread")) {
      say("left " + type, instances(histogram, "io.belfry.client." + type));
    }
    say("left virtual", instances(histogram, "java.lang.VirtualThread"));
  }

  /** The live objects by class. */
  private static String histogram() throws JMException {
    Object histogram =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    return String.valueOf(histogram);
  }

  private static long instances(String histogram, String type) {
    return histogram
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length > 3 && columns[3].equals(type))
        .mapToLong(columns -> Long.parseLong(columns[1]))
        .sum();
  }

  private static void say(String what, long value) {
    System.out.println(what + " = " + value);
  }
}
