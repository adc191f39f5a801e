package io.belfry.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * What a proxy with TLS does: it takes TLS away and hands the bytes on. Its certificate is made
 * anew each time, for 127.0.0.1.
 *
 * <p>Thread: thread-safe.
 */
final class TlsDoor implements AutoCloseable {
  /** Password of {@link #certificates}, which hold no secret that is worth one. */
  static final String PASSWORD = "changeit";

  private final Path store;
  private final int target;
  private final SSLServerSocket door;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param folder for its certificate
   * @param target port on 127.0.0.1 that the bytes go to
   */
  TlsDoor(Path folder, int target) {
    this.store = folder.resolve("door.p12");
    this.target = target;
    try {
      makeCertificate();
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      door =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    threads.submit(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  /** A store that trusts its certificate. */
  Path certificates() {
    return store;
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }

  private void makeCertificate() throws IOException {
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "door",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=127.0.0.1",
                    "-ext",
                    "san=ip:127.0.0.1",
                    "-storepass",
                    PASSWORD,
                    "-keystore",
                    store.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!Files.exists(store)) {
      throw new AssertionError("keytool made no certificate: " + said);
    }
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        serve(door.accept());
      } catch (IOException e) {
        // The door has closed, or somebody left on the threshold: the loop knows which.
      }
    }
  }

  private void serve(Socket client) throws IOException {
    Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
    threads.submit(() -> carry(client, server));
    threads.submit(() -> carry(server, client));
  }

  private static void carry(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One end has gone, and the other goes with it.
    }
  }
}
