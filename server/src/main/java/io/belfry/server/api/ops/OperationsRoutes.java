package io.belfry.server.api.ops;

import io.belfry.server.api.PublicPages;
import io.belfry.server.http.AllowedMethods;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Hearing;
import io.belfry.server.http.Request;
import io.belfry.server.http.Responder;
import io.belfry.server.http.Response;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.node.MachineLoad;
import io.belfry.server.node.ServerState;
import io.belfry.server.webhook.Outboxes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of all pages of the operations port.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rule THR-45"
 */
public final class OperationsRoutes implements Responder {
  private static final AllowedMethods METHODS = AllowedMethods.of("GET");
  private static final Logger LOG = LoggerFactory.getLogger(OperationsRoutes.class);

  private final Map<String, Page> pages;
  private final PublicPages words;
  private final WebhookPages webhooks;
  // Counting descriptors and memory takes milliseconds, which no event loop has.
  private final Executor threads = task -> Thread.ofVirtual().name("belfry-page").start(task);

  /**
   * Pages about this server.
   *
   * @param metrics what is counted
   * @param state what the node is doing
   * @param connections how many are open
   * @param load how full the machine was when it was last looked at
   * @param orders what is asked of the webhooks, and by which name the port may be called
   */
  public OperationsRoutes(
      Metrics metrics,
      Supplier<ServerState> state,
      LongSupplier connections,
      Supplier<MachineLoad> load,
      OfWebhooks orders) {
    words = new PublicPages(state);
    webhooks = new WebhookPages(orders.outboxes(), new BrowserGate(orders.host()));
    pages =
        Map.of(
            "/metrics", new MetricsPage(metrics),
            "/health", new HealthPage(state, connections, load, orders.outboxes()::storeState),
            "/openapi.yaml", new OpenApiPage());
  }

  /**
   * Whom the pages about webhooks ask.
   *
   * @param outboxes queues and dead letters
   * @param host what {@code server.operations.host} says
   */
  public record OfWebhooks(Outboxes outboxes, String host) {}

  @Override
  public Hearing hear(Request head) {
    return new Hearing.Settled(
        CompletableFuture.supplyAsync(() -> answer(head), threads)
            .exceptionally(OperationsRoutes::failed));
  }

  private static Response failed(Throwable failure) {
    LOG.error("A page of the operations port failed through a fault of the server.", failure);
    return ApiReason.INTERNAL_ERROR.error().toResponse();
  }

  private Response answer(Request request) {
    Optional<Response> word = words.health(request);
    if (word.isPresent()) {
      return word.get();
    }
    Optional<Response> ofWebhooks = webhooks.answer(request);
    if (ofWebhooks.isPresent()) {
      return ofWebhooks.get();
    }
    Page page = pages.get(request.path());
    if (page == null) {
      return ApiReason.NOT_FOUND.error().toResponse();
    }
    return METHODS.otherwise(request.method()).orElseGet(page::get);
  }
}
