package io.belfry.server;

import io.belfry.server.app.AppSource;
import io.belfry.server.audit.AuditLog;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.node.Breakdown;
import io.belfry.server.shutout.ShutoutBook;
import io.belfry.server.store.ShutoutStore;
import io.belfry.server.webhook.Webhooks;
import io.belfry.server.webhook.post.HttpPoster;
import io.belfry.server.webhook.store.OutboxStore;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the parts that keep something below {@code server.data_dir}.
 *
 * <p>Thread: confined to the thread that starts the server.
 *
 * @param metrics what they tell of themselves
 * @param breakdown is told when one of them cannot go on
 */
record OnDisk(BelfryServer.Builder given, Metrics metrics, Breakdown breakdown) {
  private static final Logger LOG = LoggerFactory.getLogger(BelfryServer.class);

  private ServerConfig config() {
    return given.configuration();
  }

  private Path folder() {
    return config().of(NodeSettings.DATA_DIR);
  }

  /** The audit log of the node of that name. */
  AuditLog audit(String node) {
    Optional<Boolean> set = config().of(NodeSettings.AUDIT_ENABLED);
    if (!set.orElse(given.isAudited)) {
      return AuditLog.off();
    }
    return AuditLog.of(
        new AuditLog.AuditSettings(
            folder().resolve("audit"),
            config().of(NodeSettings.AUDIT_KEEP_DAYS),
            config().of(NodeSettings.AUDIT_MAX_BYTES),
            set.isPresent()),
        new AuditLog.AuditParts(node, given.clock, given.nanoTime, metrics, breakdown));
  }

  /**
   * The webhooks.
   *
   * @param isKeptElsewhere whether what joins the nodes raises them, and keeps them as well; asked
   *     when it is there
   */
  Webhooks webhooks(AppSource apps, BooleanSupplier isKeptElsewhere) {
    return new Webhooks(
        new Webhooks.Given(
            apps,
            () -> given.outbox == null ? outbox(isKeptElsewhere) : given.outbox,
            () ->
                HttpPoster.over(
                    config().of(NodeSettings.WEBHOOKS_PROXY),
                    config().of(NodeSettings.WEBHOOKS_ALLOW_PRIVATE_TARGETS),
                    given.clock),
            given.listeners,
            config().of(NodeSettings.WEBHOOKS_MAX_OUTBOX_BYTES),
            given.clock,
            given.nanoTime,
            metrics,
            breakdown));
  }

  private OutboxStore outbox(BooleanSupplier isKeptElsewhere) {
    if (isKeptElsewhere.getAsBoolean()) {
      return OutboxStore.inMemory();
    }
    return ServiceLoader.load(OutboxStore.Provider.class)
        .findFirst()
        .map(provider -> provider.in(folder()))
        .orElseGet(
            () -> {
              LOG.warn(
                  "Webhooks that wait are lost with this process, since belfry-sql, which keeps"
                      + " them on disk, is not there.");
              return OutboxStore.inMemory();
            });
  }

  /** What keeps who is shut out, where the node is alone. */
  ShutoutBook shutouts() {
    ShutoutStore handedIn = given.shutouts;
    return handedIn == null
        ? new ShutoutBook(this::shutoutStore, this::hasShutouts, given.clock, breakdown)
        : new ShutoutBook(handedIn, given.clock, breakdown);
  }

  private ShutoutStore shutoutStore() {
    return ServiceLoader.load(ShutoutStore.Maker.class)
        .findFirst()
        .map(maker -> maker.in(folder()))
        .orElseGet(ShutoutStore::inMemory);
  }

  // What cannot be looked at is left to the store, which says what is wrong.
  private boolean hasShutouts() {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder(), ShutoutStore.Maker.FILES)) {
      return files.iterator().hasNext();
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
