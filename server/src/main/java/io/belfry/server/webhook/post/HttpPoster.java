package io.belfry.server.webhook.post;

import io.belfry.server.setting.AddressRange;
import java.net.InetAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Posts over HTTP/1.1, a virtual thread for each request. At most {@value #MOST_AT_ONCE} are under
 * way; further ones wait, in order, and their time begins when they have a place. The HTTP client
 * is loaded with the first request.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HOOK-067, HOOK-071, HOOK-096"
 */
public final class HttpPoster implements Poster {
  /** Requests under way at once, of all endpoints together. */
  public static final int MOST_AT_ONCE = 256;

  private static final int END_THREADS = 4;
  private static final long IDLE_SECONDS = 10;

  private final Reach reach;
  private final InstantSource clock;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE, true);
  private final Set<PostExchange> underWay = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(
          Thread.ofVirtual().name("belfry-webhook-post-", 0).factory());
  private final LookUps lookUps;
  private final ExecutorService ends = endThreads();
  private volatile boolean isClosed;
  private @Nullable PostClients clients;

  /**
   * A poster.
   *
   * @param clock tells how far away the date of a {@code Retry-After} is
   */
  HttpPoster(Reach reach, InstantSource clock) {
    this.lookUps = new LookUps(reach.names());
    this.reach = new Reach(reach.proxy(), reach.policy(), lookUps);
    this.clock = clock;
  }

  // Platform threads: a time is over when it is over, whatever the virtual ones wait for.
  private static ExecutorService endThreads() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            END_THREADS,
            END_THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("belfry-webhook-end-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Posts over HTTP; nothing is loaded before the first request.
   *
   * @param proxy an HTTP proxy that all requests go through; scheme, host and port
   * @param allowed private addresses that the apps of strangers may reach
   */
  public static Poster over(Optional<URI> proxy, List<AddressRange> allowed, InstantSource clock) {
    return new HttpPoster(Reach.of(proxy, allowed), clock);
  }

  /**
   * Where requests may go, and how they get there.
   *
   * @param proxy an HTTP proxy that all of them go through; scheme, host and port
   * @param policy which addresses they may go to
   * @param names who knows the addresses of a name
   */
  record Reach(Optional<URI> proxy, TargetPolicy policy, JudgedAddresses.Names names) {
    /**
     * What the operator has set.
     *
     * @param allowed private addresses that are open to all apps
     */
    static Reach of(Optional<URI> proxy, List<AddressRange> allowed) {
      return new Reach(proxy, new TargetPolicy(allowed), InetAddress::getAllByName);
    }
  }

  @Override
  public CompletionStage<Outcome> post(Attempt attempt) {
    PostExchange exchange = new PostExchange(attempt, clock);
    underWay.add(exchange);
    try {
      threads.execute(() -> carry(exchange));
    } catch (RejectedExecutionException e) {
      end(exchange);
    }
    if (isClosed) {
      exchange.breakOff();
    }
    return exchange.outcome();
  }

  private void carry(PostExchange exchange) {
    try {
      places.acquire();
      // Not when the thread comes back: one that is cut off may wait for a name for long.
      var unused = exchange.outcome().whenComplete((outcome, failure) -> places.release());
      exchange.run(clients(), ends);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(exchange);
    }
  }

  private void end(PostExchange exchange) {
    underWay.remove(exchange);
    exchange.breakOff();
  }

  private synchronized PostClients clients() {
    if (clients == null) {
      clients = new PostClients(reach);
      if (isClosed) {
        clients.close();
      }
    }
    return clients;
  }

  @Override
  public void close() {
    isClosed = true;
    underWay.forEach(PostExchange::breakOff);
    lookUps.close();
    threads.shutdownNow();
    ends.shutdown();
    synchronized (this) {
      if (clients != null) {
        clients.close();
      }
    }
  }
}
