package io.belfry.server;

import io.belfry.server.certificate.CertificateFiles;
import io.belfry.server.certificate.ServerCertificate;
import io.belfry.server.certificate.UnusableCertificate;
import io.belfry.server.certificate.UnusableCertificate.CertificatePart;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.net.tls.TlsLayer;
import io.belfry.server.node.TlsEngineKind;
import io.belfry.server.refusal.Refusals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that a node proves itself with: read from its files at the start and whenever
 * they have changed, whole or not at all.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules THR-32, THR-49"
 */
final class PublicCertificate implements AutoCloseable {
  /** How often it is looked at. */
  static final Duration LOOK = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(PublicCertificate.class);
  private static final Duration WARN_BEFORE = Duration.ofDays(14);
  private static final Duration WARN_EVERY = Duration.ofDays(1);
  private static final double MILLIS_PER_SECOND = 1e3;

  private final CertificateFiles files;
  private final InstantSource clock;
  private final TlsLayer layer;
  private volatile ServerCertificate inForce;
  private Instant warnedAt = Instant.EPOCH;

  private PublicCertificate(
      CertificateFiles files, InstantSource clock, ServerCertificate first, TlsLayer layer) {
    this.files = files;
    this.clock = clock;
    this.inForce = first;
    this.layer = layer;
  }

  /**
   * That of a configuration, if it has one.
   *
   * @throws IOException if its files cannot be used
   */
  static Optional<PublicCertificate> of(
      ServerConfig config, InstantSource clock, LongSupplier nanoTime, Refusals refusals)
      throws IOException {
    Optional<Path> certificates = config.of(NodeSettings.TLS_CERT_FILE);
    Optional<Path> key = config.of(NodeSettings.TLS_KEY_FILE);
    if (config.of(NodeSettings.TLS_PORT).isEmpty() || certificates.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    CertificateFiles files = new CertificateFiles(certificates.get(), key.get());
    ServerCertificate first = read(files);
    TlsLayer layer =
        new TlsLayer(
            first,
            TlsEngineKind.of(config.of(NodeSettings.TLS_ENGINE)),
            config.of(NodeSettings.TLS_MAX_HANDSHAKES),
            nanoTime,
            refusals);
    LOG.info(
        "TLS is spoken by {} for {}, until {}",
        layer.engineName(),
        first.names(),
        first.validUntil());
    return Optional.of(new PublicCertificate(files, clock, first, layer));
  }

  private static ServerCertificate read(CertificateFiles files) throws IOException {
    try {
      return files.read();
    } catch (UnusableCertificate e) {
      Path file = e.part() == CertificatePart.KEY ? files.key() : files.certificates();
      throw new IOException(file.toAbsolutePath().normalize() + " " + e.why(), e);
    }
  }

  /** What encrypts the sockets of a port. */
  TlsLayer layer() {
    return layer;
  }

  /**
   * Takes what the files hold now, for all who come from now on.
   *
   * @throws IOException if it cannot be used, and then the earlier one stays in force
   */
  synchronized void renew() throws IOException {
    ServerCertificate now = read(files);
    if (now.isSameAs(inForce)) {
      return;
    }
    layer.replace(now);
    inForce = now;
    warnedAt = Instant.EPOCH;
    LOG.info("the certificate was renewed: for {}, until {}", now.names(), now.validUntil());
    look();
  }

  /** Says once a day that it ends soon; called about once an hour. */
  synchronized void look() {
    Instant now = clock.instant();
    boolean isSoon = now.plus(WARN_BEFORE).isAfter(inForce.validUntil());
    if (!isSoon || now.isBefore(warnedAt.plus(WARN_EVERY))) {
      return;
    }
    warnedAt = now;
    Duration left = Duration.between(now, inForce.validUntil());
    if (left.isNegative()) {
      LOG.warn("the certificate has expired on {}: clients refuse it", inForce.validUntil());
    } else {
      LOG.warn("the certificate ends in {} days, on {}", left.toDays(), inForce.validUntil());
    }
  }

  /** Until when it holds. */
  Instant validUntil() {
    return inForce.validUntil();
  }

  /** Lets the metrics show it. */
  void tell(Metrics metrics) {
    metrics.watch(
        "belfry_tls_certificate_expiry_timestamp_seconds",
        "When the certificate of the TLS port ends, in Unix time.",
        () -> inForce.validUntil().toEpochMilli() / MILLIS_PER_SECOND);
  }

  @Override
  public void close() {
    layer.close();
  }
}
