package io.belfry.e2e;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Many clients in one thread. Who is told 4200 comes back at once, and who is told anything else,
 * or finds the port closed, a second later. What they meet is counted.
 *
 * <p>Thread: its own; what is asked of it is thread-safe.
 */
final class Crowd implements AutoCloseable {
  private static final long A_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int AT_ONCE = 4200;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(90);
  private static final int CONNECTING_AT_A_TIME = 256;

  private final Selector selector;
  private final Thread thread;
  private final List<CrowdClient> clients = new ArrayList<>();
  private final PriorityQueue<Return> returns =
      new PriorityQueue<>(Comparator.comparingLong(Return::at));
  private final Map<String, Integer> met = new TreeMap<>();
  private final List<Long> lastBeforeClose = new ArrayList<>();
  private volatile int port;
  private volatile boolean isOver;
  private int connecting;

  private record Return(long at, CrowdClient client) {}

  Crowd(int port, int count) throws IOException {
    this.port = port;
    this.selector = Selector.open();
    for (int i = 0; i < count; i++) {
      CrowdClient client = new CrowdClient();
      clients.add(client);
      returns.add(new Return(System.nanoTime(), client));
    }
    thread = Thread.ofPlatform().daemon().name("crowd").start(this::run);
  }

  private void run() {
    try {
      while (!isOver) {
        selector.select(10);
        synchronized (this) {
          comeBack();
          for (SelectionKey key : selector.selectedKeys()) {
            turn(key, (CrowdClient) key.attachment());
          }
          selector.selectedKeys().clear();
          notifyAll();
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void comeBack() throws IOException {
    while (!returns.isEmpty()
        && connecting < CONNECTING_AT_A_TIME
        && returns.peek().at() - System.nanoTime() <= 0) {
      connecting++;
      returns.remove().client().connect(selector, port);
    }
  }

  private void turn(SelectionKey key, CrowdClient client) throws IOException {
    boolean isConnecting = key.isValid() && key.isConnectable();
    try {
      if (isConnecting) {
        connecting--;
        client.connected(key);
      } else if (!client.read()) {
        ended(client, client.closeCode() == 0 ? "lost" : "closed " + client.closeCode());
      }
    } catch (IOException e) {
      String otherwise = client.closeCode() == 0 ? "reset" : "closed " + client.closeCode();
      ended(client, isConnecting ? "refused" : otherwise);
    }
  }

  private void ended(CrowdClient client, String how) throws IOException {
    if (client.isSubscribed()) {
      met.merge(how, 1, Integer::sum);
      lastBeforeClose.add(client.lastNumber());
    } else {
      met.merge("turned away, " + how, 1, Integer::sum);
    }
    boolean isAtOnce = client.closeCode() == AT_ONCE;
    client.close();
    returns.add(new Return(System.nanoTime() + (isAtOnce ? 0 : A_SECOND), client));
  }

  /** Where they go from now on. */
  void goTo(int newPort) {
    port = newPort;
  }

  /** Waits until all are subscribed. */
  synchronized void awaitAll() throws InterruptedException {
    await(() -> clients.stream().allMatch(CrowdClient::isSubscribed));
  }

  /** Waits until somebody has got that number. */
  synchronized void awaitNumber(long number) throws InterruptedException {
    await(() -> clients.stream().anyMatch(client -> client.lastNumber() >= number));
  }

  /** Waits until so many connections have ended that were subscribed. */
  synchronized void awaitEnds(int count) throws InterruptedException {
    await(() -> lastBeforeClose.size() >= count);
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE;
    while (!condition.getAsBoolean()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError("It takes too long; met: " + met);
      }
      TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, A_SECOND));
    }
  }

  /**
   * What was met, with counts: closed CODE, lost, reset or refused, and with "turned away" before
   * it by those that were not subscribed.
   */
  synchronized Map<String, Integer> met() {
    return new TreeMap<>(met);
  }

  /** The last numbers that connections had got when they ended, each once. */
  synchronized Set<Long> lastBeforeClose() {
    return Set.copyOf(lastBeforeClose);
  }

  /** Numbers that were left out somewhere. */
  synchronized long gaps() {
    return clients.stream().mapToLong(CrowdClient::gaps).sum();
  }

  @Override
  public void close() throws IOException {
    isOver = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    for (CrowdClient client : clients) {
      client.close();
    }
    selector.close();
  }
}
