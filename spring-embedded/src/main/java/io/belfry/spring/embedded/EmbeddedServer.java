package io.belfry.spring.embedded;

import io.belfry.server.BelfryServer;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.context.SmartLifecycle;

/**
 * The server inside. It has its port from the moment on at which it is made, since others have to
 * be told where it is; clients are admitted when the context is ready. When the context stops they
 * are sent away, after the requests of the application have ended; the HTTP API answers until the
 * bean is destroyed, after those that publish to it.
 *
 * <p>Thread: confined to those that start and stop the context.
 *
 * @see "rules HTTP-240, HTTP-242"
 */
final class EmbeddedServer implements SmartLifecycle, AutoCloseable {
  // Below the web server of Spring Boot, which starts later and stops earlier.
  private static final int PHASE = Integer.MAX_VALUE - 4096;

  private final BelfryServer server;
  private final EmbeddedHooks hooks;
  private final AtomicReference<Step> step = new AtomicReference<>(Step.MADE);

  private enum Step {
    MADE,
    RUNNING,
    STOPPED
  }

  /**
   * Takes the port.
   *
   * @throws EmbeddedException if it cannot be had
   */
  EmbeddedServer(BelfryServer.Builder parts, EmbeddedHooks hooks, EmbeddedProperties properties) {
    this.hooks = hooks;
    try {
      server = parts.hooks(hooks).keepHeaders("Cookie", "Authorization").start();
    } catch (IOException e) {
      throw new EmbeddedException(
          "The address "
              + properties.host()
              + ":"
              + properties.port()
              + " of belfry.embedded cannot be had, "
              + e.getMessage()
              + ". Expected one of this machine that nobody else listens on; port 0 takes any.",
          e);
    }
  }

  URI uri() {
    return server.uri();
  }

  int port() {
    return server.port();
  }

  CompletionStage<String> broken() {
    return server.broken();
  }

  /**
   * Lets clients in.
   *
   * @throws IllegalStateException if it has been stopped
   */
  @Override
  public void start() {
    if (!step.compareAndSet(Step.MADE, Step.RUNNING)) {
      throw new IllegalStateException(
          "The embedded server has been stopped, and cannot start again in the same context. Close"
              + " the context and make another.");
    }
    hooks.open();
  }

  @Override
  public void stop() {
    if (step.getAndSet(Step.STOPPED) == Step.RUNNING) {
      server.drain();
    }
  }

  @Override
  public boolean isRunning() {
    return step.get() == Step.RUNNING;
  }

  /** It would not start again. */
  @Override
  public boolean isPauseable() {
    return false;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  @Override
  public void close() {
    server.close();
  }
}
