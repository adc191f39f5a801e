package io.belfry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls over TLS to a server whose certificate is for {@code localhost}. */
@Tag("HTTP-249")
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path folder;
  private SSLContext usual;
  private SSLContext trusting;
  private HttpsServer server;

  @BeforeEach
  void serve() throws Exception {
    usual = SSLContext.getDefault();
    trusting = context();
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(trusting));
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write(new byte[] {'{', '}'});
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void end() {
    SSLContext.setDefault(usual);
    server.stop(0);
  }

  private SSLContext context() throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "server",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).as(Files.readString(folder.resolve("keytool.log"))).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private Pusher pusher(String host) {
    return new Pusher(
        RestOptions.of(
            "https://" + host + ":" + server.getAddress().getPort(),
            "7",
            "app-key",
            RecordingServer.SECRET));
  }

  @Test
  void givenACertificateThatTheJvmTrusts_callsGoOverOneConnection() {
    SSLContext.setDefault(trusting);
    try (Pusher pusher = pusher("localhost")) {
      for (int i = 0; i < 5; i++) {
        pusher.trigger("a", "e", "1");
        assertThat(pusher.get("/channels")).isEqualTo("{}");
      }
    }
  }

  @Test
  void givenACertificateOfAnotherName_nothingIsSent() {
    SSLContext.setDefault(trusting);
    try (Pusher pusher = pusher("127.0.0.1")) {
      assertThatThrownBy(() -> pusher.trigger("a", "e", "1"))
          .isInstanceOf(ApiException.class)
          .hasCauseInstanceOf(SSLHandshakeException.class)
          .hasMessageContaining("127.0.0.1");
    }
  }

  @Test
  void givenACertificateThatNobodyTrusts_nothingIsSent() {
    try (Pusher pusher = pusher("localhost")) {
      assertThatThrownBy(() -> pusher.trigger("a", "e", "1"))
          .isInstanceOf(ApiException.class)
          .hasCauseInstanceOf(SSLHandshakeException.class);
    }
  }
}
