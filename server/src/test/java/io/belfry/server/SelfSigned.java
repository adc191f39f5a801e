package io.belfry.server;

import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and a certificate for it that nobody else has signed, made by the JDK's own tool. */
public final class SelfSigned {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final KeyStore keys;

  private SelfSigned(KeyStore keys) {
    this.keys = keys;
  }

  /** Makes one; the folder keeps it. */
  public static SelfSigned in(Path folder) throws Exception {
    return since("-0d", folder);
  }

  /** Makes one that holds for two days from that on, such as {@code -9d}. */
  public static SelfSigned since(String start, Path folder) throws Exception {
    Path file = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "belfry",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-startdate",
                start,
                "-validity",
                "2",
                "-storepass",
                String.valueOf(PASSWORD),
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new AssertionError(Files.readString(folder.resolve("keytool.log")));
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream bytes = Files.newInputStream(file)) {
      keys.load(bytes, PASSWORD);
    }
    return new SelfSigned(keys);
  }

  /** What a server proves itself with. */
  public KeyManagerFactory forServer() throws Exception {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    return factory;
  }

  /** A client's side, which believes this certificate and no other. */
  public SSLContext forClient() throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** Writes the certificate there, as files of certificates have it. */
  public void writeTo(Path pem) throws Exception {
    write(pem, "CERTIFICATE", keys.getCertificate("belfry").getEncoded());
  }

  /** Writes the key there, as PKCS #8. */
  public void writeKeyTo(Path pem) throws Exception {
    write(pem, "PRIVATE KEY", keys.getKey("belfry", PASSWORD).getEncoded());
  }

  /** Writes both into a folder, and tells them as settings of {@code server.tls}. */
  public String settings(Path folder) throws Exception {
    writeTo(folder.resolve("cert.pem"));
    writeKeyTo(folder.resolve("key.pem"));
    return "cert_file: \"%s\", key_file: \"%s\""
        .formatted(folder.resolve("cert.pem"), folder.resolve("key.pem"));
  }

  /** Number of the certificate, which tells it from others. */
  public BigInteger number() throws Exception {
    return ((X509Certificate) keys.getCertificate("belfry")).getSerialNumber();
  }

  private static void write(Path pem, String label, byte[] der) throws Exception {
    String base64 = Base64.getMimeEncoder().encodeToString(der);
    Files.writeString(
        pem, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, base64, label));
  }
}
