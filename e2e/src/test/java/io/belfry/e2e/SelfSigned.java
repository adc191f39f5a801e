package io.belfry.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for this machine that nobody has signed, made for one test.
 *
 * <p>Thread: immutable.
 *
 * @param folder where {@code push.pem}, {@code push.key} and both in {@code both.pem} stand
 */
record SelfSigned(Path folder) {
  /** Makes one in that folder, with the system's openssl. */
  static SelfSigned in(Path folder) throws Exception {
    // Proxies that start as root read it as somebody else.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Process made =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=127.0.0.1",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-keyout",
                "push.key",
                "-out",
                "push.pem")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start();
    if (!made.waitFor(60, TimeUnit.SECONDS) || made.exitValue() != 0) {
      throw new AssertionError(Files.readString(folder.resolve("openssl.log")));
    }
    Path both = folder.resolve("both.pem");
    Files.copy(folder.resolve("push.pem"), both, StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        both,
        Files.readString(folder.resolve("push.key")),
        java.nio.file.StandardOpenOption.APPEND);
    return new SelfSigned(folder);
  }

  /** Trusts the certificate and no other. */
  SSLContext trusting() throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** A store with the certificate alone. */
  KeyStore trusted() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(folder.resolve("push.pem"))) {
      trusted.setCertificateEntry(
          "belfry", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    return trusted;
  }

  /** The certificate. */
  String certificate() throws IOException {
    return folder.resolve("push.pem").toRealPath().toString();
  }
}
