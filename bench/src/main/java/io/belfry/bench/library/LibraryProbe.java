package io.belfry.bench.library;

import com.sun.management.OperatingSystemMXBean;
import io.belfry.bench.run.Complaint;
import io.belfry.bench.run.Pause;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One side at one work, in a process of its own. Says each figure in a line, its name and its
 * value.
 *
 * <p>Thread: confined to the main thread.
 */
public final class LibraryProbe {
  private static final Duration LONGEST = Duration.ofMinutes(3);
  private static final Duration OFTEN = Duration.ofMillis(2);
  private static final int CALLERS = 16;

  private final Side side;
  private final int port;
  private final int count;

  private LibraryProbe(Side side, int port, int count) {
    this.side = side;
    this.port = port;
    this.count = count;
  }

  /**
   * Does a work and ends.
   *
   * @param words the side, the work, the port of the other end, how many
   */
  public static void main(String[] words) throws InterruptedException, IOException {
    LibraryProbe probe =
        new LibraryProbe(
            Side.valueOf(words[0]), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
    switch (LibraryWork.valueOf(words[1])) {
      case CLIENTS -> probe.clients();
      case EVENTS -> probe.events();
      case PUBLISHES -> probe.publishes();
    }
    // Threads that a library leaves behind are none of this program's.
    Runtime.getRuntime().halt(0);
  }

  private static void say(LibraryFigure figure, double value) {
    System.out.println(figure + " " + value);
  }

  private void clients() throws InterruptedException, IOException {
    // What the first one loads is not what one more costs.
    List<Side.Client> first = connected(1);
    first.get(0).signin();
    awaitSignedIn(first);
    int threads = threads();
    double heap = heapKiB();
    double resident = residentKiB();
    long begun = System.nanoTime();
    List<Side.Client> clients = connected(count);
    say(LibraryFigure.CONNECTS, count / secondsSince(begun));
    say(LibraryFigure.THREADS, (double) (threads() - threads) / count);
    say(LibraryFigure.HEAP, (heapKiB() - heap) / count);
    say(LibraryFigure.RESIDENT, (residentKiB() - resident) / count);
    begun = System.nanoTime();
    clients.forEach(Side.Client::signin);
    awaitSignedIn(clients);
    say(LibraryFigure.SIGNINS, count / secondsSince(begun));
  }

  private List<Side.Client> connected(int number) throws InterruptedException {
    List<Side.Client> clients = new ArrayList<>();
    CountDownLatch open = new CountDownLatch(number);
    for (int i = 0; i < number; i++) {
      Side.Client client = side.client(port);
      clients.add(client);
      client.connect(open::countDown);
    }
    if (!open.await(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      throw new Complaint(open.getCount() + " clients of " + side + " did not connect.");
    }
    return clients;
  }

  private void awaitSignedIn(List<Side.Client> clients) {
    for (Side.Client client : clients) {
      if (!Pause.until(client::isSignedIn, LONGEST, OFTEN)) {
        throw new Complaint("A client of " + side + " did not sign in.");
      }
    }
  }

  /** A first client warms the virtual machine. What a client keeps for later counts as well. */
  private void events() throws InterruptedException {
    hear();
    AtomicLong begun = new AtomicLong();
    long cpu = cpuNanos();
    hear(begun);
    say(LibraryFigure.EVENTS, count / secondsSince(begun.get()));
    say(LibraryFigure.EVENT_CPU, (cpuNanos() - cpu) / 1e3 / count);
  }

  private void hear() throws InterruptedException {
    hear(new AtomicLong());
  }

  private void hear(AtomicLong first) throws InterruptedException {
    AtomicInteger got = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(1);
    try (Side.Client client = connected(1).get(0)) {
      client.subscribe(
          EventSource.CHANNEL,
          EventSource.EVENT,
          data -> {
            int number = got.incrementAndGet();
            if (number == 1) {
              first.set(System.nanoTime());
            } else if (number == count) {
              all.countDown();
            }
          });
      if (!all.await(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        throw new Complaint("A client of " + side + " got " + got + " events of " + count + ".");
      }
    }
  }

  private void publishes() throws InterruptedException {
    Side.Publishing publishing = side.publishing(port);
    publish(publishing, 1, count / 2);
    publish(publishing, CALLERS, count / 2);
    long begun = System.nanoTime();
    long cpu = cpuNanos();
    publish(publishing, 1, count);
    say(LibraryFigure.PUBLISHES_ONE, count / secondsSince(begun));
    say(LibraryFigure.PUBLISH_CPU, (cpuNanos() - cpu) / 1e3 / count);
    begun = System.nanoTime();
    publish(publishing, CALLERS, count);
    say(LibraryFigure.PUBLISHES_MANY, count / secondsSince(begun));
  }

  private static void publish(Side.Publishing publishing, int callers, int number)
      throws InterruptedException {
    AtomicInteger left = new AtomicInteger(number);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = left.getAndDecrement(); n > 0; n = left.getAndDecrement()) {
                      publishing.publish(Map.of("order", "17", "state", "shipped"));
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (left.get() > 0) {
      throw new Complaint("Publishing ended before all was published.");
    }
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static double heapKiB() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024.0;
  }

  private static double residentKiB() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Double.parseDouble(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new Complaint("This system does not tell how much memory a process has.");
  }
}
