package io.belfry.server.webhook.post;

import io.belfry.server.webhook.post.JudgedAddresses.Names;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Asks the name service on platform threads: while it waits, a virtual thread would hold the
 * processor that all others need. A name is asked for once at a time, however many wait, and at
 * most {@value #MOST_AT_ONCE} names are; further ones are not found, and tried again later.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule HOOK-067"
 */
final class LookUps implements Names {
  static final int MOST_AT_ONCE = 64;
  private static final long IDLE_SECONDS = 10;

  private final Names names;
  private final Map<String, CompletableFuture<InetAddress[]>> underWay = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          MOST_AT_ONCE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("belfry-webhook-name-", 0).factory());

  LookUps(Names names) {
    this.names = names;
  }

  @Override
  public InetAddress[] addresses(String host) throws UnknownHostException {
    CompletableFuture<InetAddress[]> mine = new CompletableFuture<>();
    CompletableFuture<InetAddress[]> known = underWay.putIfAbsent(host, mine);
    if (known == null) {
      ask(host, mine);
    }
    try {
      return (known == null ? mine : known).get();
    } catch (ExecutionException e) {
      throw notFound(host, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notFound(host, e);
    }
  }

  private void ask(String host, CompletableFuture<InetAddress[]> answer) {
    try {
      threads.execute(() -> answer(host, answer));
    } catch (RejectedExecutionException e) {
      underWay.remove(host, answer);
      answer.completeExceptionally(e);
    }
  }

  private void answer(String host, CompletableFuture<InetAddress[]> answer) {
    try {
      answer.complete(names.addresses(host));
    } catch (UnknownHostException | RuntimeException e) {
      answer.completeExceptionally(e);
    }
    underWay.remove(host, answer);
  }

  private static UnknownHostException notFound(String host, Exception cause) {
    UnknownHostException failure = new UnknownHostException(host);
    failure.initCause(cause);
    return failure;
  }

  /** Asks for nothing more; who waits is told that nothing was found. */
  void close() {
    threads.shutdown();
    underWay.forEach(
        (host, answer) -> answer.completeExceptionally(new UnknownHostException(host)));
  }
}
