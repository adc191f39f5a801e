package io.belfry.server.config.check;

import io.belfry.server.certificate.CertificateFiles;
import io.belfry.server.certificate.ServerCertificate;
import io.belfry.server.certificate.UnusableCertificate;
import io.belfry.server.certificate.UnusableCertificate.CertificatePart;
import io.belfry.server.config.NodeSettings;
import io.belfry.server.setting.Setting;
import io.belfry.server.setting.Setting.Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Judges what a node is told about TLS, with the files that it names.
 *
 * <p>Thread: confined to its caller.
 *
 * @see "rule LIM-073"
 */
final class TlsChecks {
  private static final String PORT = NodeSettings.TLS_PORT.path();
  private static final String CERTIFICATE = NodeSettings.TLS_CERT_FILE.path();
  private static final String KEY = NodeSettings.TLS_KEY_FILE.path();

  private final Settings node;
  private final Findings findings;

  TlsChecks(Settings node, Findings findings) {
    this.node = node;
    this.findings = findings;
  }

  void check(InstantSource clock) {
    Optional<Path> certificate = node.of(NodeSettings.TLS_CERT_FILE);
    Optional<Path> key = node.of(NodeSettings.TLS_KEY_FILE);
    boolean hasPort = node.of(NodeSettings.TLS_PORT).isPresent();
    if (hasPort || certificate.isPresent() || key.isPresent()) {
      need(NodeSettings.TLS_PORT, PORT + " says where TLS is spoken, such as 443 or 8443");
      need(NodeSettings.TLS_CERT_FILE, CERTIFICATE + " names the certificate");
      need(NodeSettings.TLS_KEY_FILE, KEY + " names its private key");
    }
    if (certificate.isPresent() && key.isPresent()) {
      read(new CertificateFiles(certificate.get(), key.get()), clock.instant());
    }
  }

  private void need(Setting<? extends Optional<?>> setting, String sentence) {
    if (node.of(setting).isEmpty()) {
      findings.wrong(
          setting.path(),
          setting.path()
              + " is missing: of server.tls all three are needed, and "
              + sentence
              + ".");
    }
  }

  private void read(CertificateFiles files, Instant now) {
    try {
      judge(files.read(), now);
    } catch (UnusableCertificate e) {
      boolean isKey = e.part() == CertificatePart.KEY;
      Path file = isKey ? files.key() : files.certificates();
      String path = isKey ? KEY : CERTIFICATE;
      String sentence = path + ": " + file.toAbsolutePath().normalize() + " " + e.why();
      if (e.isUnread()) {
        findings.unread(path, sentence);
      } else {
        findings.wrong(path, sentence);
      }
      return;
    }
    if (files.isKeyOpenToAll()) {
      findings.note(
          KEY
              + ": everybody on this machine may read "
              + files.key().toAbsolutePath().normalize()
              + ". Let only Belfry's user read it: chmod 600, in Kubernetes defaultMode: 0400.");
    }
  }

  private void judge(ServerCertificate certificate, Instant now) {
    if (now.isAfter(certificate.validUntil())) {
      findings.note(
          CERTIFICATE
              + ": the certificate has expired on "
              + certificate.validUntil()
              + ", so clients refuse it. Renew it.");
    }
    if (now.isBefore(certificate.validFrom())) {
      findings.note(
          CERTIFICATE
              + ": the certificate holds from "
              + certificate.validFrom()
              + " on, and until then clients refuse it. Is the clock of this machine right?");
    }
    if (!certificate.isInOrder()) {
      findings.note(
          CERTIFICATE
              + ": of the certificates in the file not each is signed by the one behind it, and some"
              + " clients refuse that. Expected the server's own first, then the one that signed it.");
    }
  }
}
