package io.belfry.server;

import io.belfry.protocol.sign.Secret;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.node.ListenFrom;
import io.belfry.server.node.MachineLoad;
import io.belfry.server.warm.Exercise;
import io.belfry.server.warm.Place;
import io.belfry.server.webhook.store.OutboxStore;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exercises the server's code before anybody comes: a second server in the same process, with event
 * loops, metrics, quotas and apps of its own, on a free port of loopback. The apps' keys and their
 * secret are random and kept nowhere. Nothing of it is seen in the server that is to start but what
 * the virtual machine has compiled meanwhile.
 *
 * <p>Thread: confined to the thread that starts the node; the exercise has one of its own.
 *
 * @see "ADR 0051"
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  // The first client of an app takes another way than all others.
  private static final int APPS = 16;
  private static final int KEY_BYTES = 16;
  private static final int SECRET_BYTES = 32;

  private final ServerConfig like;
  private final Duration atMost;
  private final boolean takesOver;

  /**
   * A warm-up.
   *
   * @param like the configuration of the server that is to start
   * @param atMost when it ends at the latest; nothing is done in no time
   * @param from where its sockets come from: beside another process the kernel would give it
   *     newcomers whom the other could serve at once, so it is warm before it listens
   */
  WarmUp(ServerConfig like, Duration atMost, ListenFrom from) {
    this.like = like;
    this.atMost = atMost;
    this.takesOver = from.besideOthers();
  }

  /** Returns when a process that takes over may listen; a failure is logged and no more. */
  void beforeListening() {
    if (takesOver) {
      run();
    }
  }

  /** Returns when one that listens may accept those who wait; a failure is logged and no more. */
  void whileListening() {
    if (!takesOver) {
      run();
    }
  }

  private void run() {
    // At DEBUG each of its connections would be in the log; who looks for a fault can do without.
    if (!atMost.isPositive() || LOG.isDebugEnabled()) {
      return;
    }
    long begin = System.nanoTime();
    // A key may have letters of both kinds, digits and marks, and many have.
    String key = "Warm-Up_" + randomWord(KEY_BYTES);
    String secret = randomWord(SECRET_BYTES);
    try (BelfryServer exercised = start(key, secret)) {
      List<Place> places =
          IntStream.range(0, APPS)
              .mapToObj(i -> new Place(exercised.address(), id(i), key + i, Secret.of(secret)))
              .toList();
      Thread thread =
          Thread.ofPlatform()
              .daemon()
              .name("belfry-warm-up")
              .start(() -> exercise(places, begin + atMost.toNanos()));
      // The server is closed under an exercise that is late: a slow machine must not wait for it.
      thread.join(atMost);
    } catch (IOException | RuntimeException e) {
      LOG.warn("The server starts cold, since there was nothing to warm it up with.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // What a few thousand visitors have left behind would stay until the heap is full.
    System.gc();
  }

  private BelfryServer start(String key, String secret) throws IOException {
    ServerConfig.Builder config =
        ServerConfig.builder()
            .host("127.0.0.1")
            .port(0)
            .set(NodeSettings.TRANSPORT, like.of(NodeSettings.TRANSPORT))
            .set(NodeSettings.EVENT_LOOPS, like.of(NodeSettings.EVENT_LOOPS))
            .set(NodeSettings.COMPRESSION, like.of(NodeSettings.COMPRESSION));
    for (int i = 0; i < APPS; i++) {
      // One limit that is set, beside all those that are not.
      config.app(
          App.builder(id(i)).key(key + i, secret).limit(Limit.MESSAGES_PER_SECOND, -1).build());
    }
    return BelfryServer.builder()
        .config(config.build())
        .outbox(OutboxStore.inMemory())
        .machineLoad(() -> MachineLoad.NONE)
        // Whoever of the exercise comes when the time is over is refused, which is nobody's
        // business.
        .unheard()
        .start();
  }

  private static String id(int number) {
    return "warm-up-" + number;
  }

  private static void exercise(List<Place> places, long end) {
    try {
      new Exercise(places, System::nanoTime).run(end - System.nanoTime());
    } catch (IOException | RuntimeException e) {
      if (System.nanoTime() - end < 0) {
        LOG.warn("The server starts cold, since its warm-up has failed.", e);
      }
    }
  }

  private static String randomWord(int length) {
    byte[] bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
