package io.belfry.cluster.redis.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.belfry.cluster.redis.Waiting;
import io.belfry.server.config.EngineAddress;
import io.belfry.server.config.EngineAddress.HostAndPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A client that ends while connections are being made. */
class ClientEndTest {
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final ServerSocket silent = silent();
  private final Set<Thread> before = threads();

  @BeforeEach
  void listen() {
    logged.start();
    root.addAppender(logged);
  }

  @AfterEach
  void close() throws IOException {
    root.detachAppender(logged);
    silent.close();
  }

  // It takes few connections, as an engine that hangs, and nobody answers.
  private static ServerSocket silent() {
    try {
      return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<Thread> threads() {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> !thread.getName().startsWith("lettuce-"));
    return threads;
  }

  /** Attempts that will be given up in a moment, when the client has ended. */
  private static List<CompletableFuture<?>> attempts(EngineClient client, HostAndPort address) {
    List<CompletableFuture<?>> attempts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      attempts.add(client.commands(address).toCompletableFuture());
      attempts.add(client.inbox(address).toCompletableFuture());
    }
    long most = EngineClient.PATIENCE.toMillis() - 100;
    CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(most, TimeUnit.MILLISECONDS))
        .join();
    return attempts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis", "rediss"})
  void givenHandshakesWithoutAnAnswer_theyAreEndedBeforeTheThreadsThatTellOfThem(String scheme) {
    HostAndPort address = new HostAndPort("127.0.0.1", silent.getLocalPort());
    EngineClient client =
        new EngineClient(EngineSettings.of(EngineAddress.of(scheme + "://" + address)));
    List<CompletableFuture<?>> attempts = attempts(client, address);
    // Threads of clients that others have ended may still go away.
    assertThat(threads()).anyMatch(thread -> !before.contains(thread));
    client.close();

    Waiting.until("nobody waits", () -> attempts.stream().allMatch(CompletableFuture::isDone));
    Waiting.until("its threads have ended", () -> before.containsAll(threads()));
    assertThat(logged.list)
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.ERROR))
        .isEmpty();
    assertThat(attempts).allMatch(CompletableFuture::isCompletedExceptionally);
  }
}
