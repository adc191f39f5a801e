package io.belfry.server.api.ops;

import io.belfry.server.api.PublicPages;
import io.belfry.server.audit.AuditLog;
import io.belfry.server.http.AllowedMethods;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Hearing;
import io.belfry.server.http.Request;
import io.belfry.server.http.Responder;
import io.belfry.server.http.Response;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.node.Condition;
import io.belfry.server.webhook.Outboxes;
import java.time.Instant;
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

  // What soketi calls it; movers' probes ask for it.
  private static final String ACCEPT_TRAFFIC = "/accept-traffic";

  private final Map<String, Page> pages;
  private final PublicPages words;
  private final WebhookPages webhooks;
  // Counting descriptors and memory takes milliseconds, which no event loop has.
  private final Executor threads = task -> Thread.ofVirtual().name("belfry-page").start(task);

  /**
   * Pages about this server.
   *
   * @param metrics what is counted
   * @param node how it is
   * @param orders what is asked of the webhooks, and by which name the port may be called
   */
  public OperationsRoutes(Metrics metrics, OfNode node, OfWebhooks orders) {
    words = new PublicPages(() -> node.condition().get().state());
    webhooks = new WebhookPages(orders.outboxes(), new BrowserGate(orders.host()));
    pages =
        Map.of(
            "/metrics", new MetricsPage(metrics),
            "/health", new HealthPage(node, orders.outboxes()::storeState),
            "/openapi.yaml", new OpenApiPage());
  }

  /**
   * Whom the page about the node's health asks.
   *
   * @param condition how the node is
   * @param connections how many are open
   * @param audit how the audit log is
   * @param certificate until when that of the TLS port holds, if there is one
   */
  public record OfNode(
      Supplier<Condition> condition,
      LongSupplier connections,
      AuditLog audit,
      Optional<Supplier<Instant>> certificate) {}

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
    Optional<Response> word =
        request.path().equals(ACCEPT_TRAFFIC) ? words.readiness(request) : words.health(request);
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
    return METHODS.otherwise(request.method()).orElseGet(() -> page.get(request));
  }
}
