package io.belfry.client.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate that keytool makes for the test, known to nobody but it.
 *
 * <p>Thread: immutable.
 */
public final class SelfSigned {
  private static final String PASSWORD = "changeit";
  private static final int WAIT_SECONDS = 60;

  private final SSLContext context;

  private SelfSigned(SSLContext context) {
    this.context = context;
  }

  /**
   * Makes one.
   *
   * @param folder where the key is kept meanwhile
   * @param host whom it is for, such as {@code ip:127.0.0.1}
   */
  public static SelfSigned make(Path folder, String host) {
    Path file = folder.resolve("keys.p12");
    try {
      runKeytool(file, host);
      return new SelfSigned(context(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void runKeytool(Path file, String host) throws IOException, InterruptedException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Path words = Files.createTempFile(file.getParent(), "keytool", ".txt");
    Process process =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=Belfry test",
                "-ext",
                "SAN=" + host,
                "-startdate",
                "-1d",
                "-validity",
                "3")
            .redirectErrorStream(true)
            .redirectOutput(words.toFile())
            .start();
    if (!process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError("keytool failed: " + Files.readString(words));
    }
  }

  private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD.toCharArray());
    TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
    others.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), others.getTrustManagers(), null);
    return context;
  }

  /** Shows the certificate when it serves, and trusts it alone when it asks. */
  public SSLContext context() {
    return context;
  }
}
