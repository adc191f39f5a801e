package io.belfry.junit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A certificate of two days for a server's TLS, in files of PEM.
 *
 * @param certificate file with the certificate
 * @param key file with its key
 */
record SelfSigned(Path certificate, Path key) {
  private static final String PASSWORD = "password";

  static SelfSigned in(Path folder) throws Exception {
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
                "-validity",
                "2",
                "-storepass",
                PASSWORD,
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
      keys.load(bytes, PASSWORD.toCharArray());
    }
    return new SelfSigned(
        pem(folder, "CERTIFICATE", keys.getCertificate("belfry").getEncoded()),
        pem(folder, "PRIVATE KEY", keys.getKey("belfry", PASSWORD.toCharArray()).getEncoded()));
  }

  private static Path pem(Path folder, String what, byte[] bytes) throws IOException {
    return Files.writeString(
        folder.resolve(what + ".pem"),
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(what, Base64.getMimeEncoder().encodeToString(bytes), what));
  }
}
