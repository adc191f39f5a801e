package io.belfry.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An authority of one's own, which signs certificates for one run of a test; the openssl of the
 * machine does it.
 *
 * <p>Thread: immutable.
 *
 * @param folder where everything stands
 */
record TestAuthority(Path folder) {
  private static final String KEY = " -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";

  /** Makes one. */
  static TestAuthority in(Path folder) throws IOException, InterruptedException {
    TestAuthority authority = new TestAuthority(folder);
    authority.openssl("req -x509 -days 2 -subj /CN=Belfry-test -keyout ca.key -out ca.pem" + KEY);
    return authority;
  }

  /** The certificate that clients are told to trust. */
  String certificate() {
    return folder.resolve("ca.pem").toString();
  }

  /**
   * Signs a certificate.
   *
   * @param name of its two files, {@code .pem} and {@code .key}
   * @param names whom it is for, as openssl writes them: {@code DNS:localhost}
   * @param days how long it holds from now on; below 0 it is over
   */
  Issued issue(String name, String names, int days) throws IOException, InterruptedException {
    Files.writeString(
        folder.resolve(name + ".ext"),
        "subjectAltName=%s\nbasicConstraints=critical,CA:FALSE\n".formatted(names));
    openssl("req -new -subj /CN=push -keyout %1$s.key -out %1$s.csr".formatted(name) + KEY);
    openssl(
        "x509 -req -in %1$s.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days %2$d -extfile %1$s.ext -out %1$s.pem"
            .formatted(name, days));
    return new Issued(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
  }

  /** The files of a certificate and of its key. */
  record Issued(Path certificate, Path key) {}

  private void openssl(String words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words.split(" ")));
    Path said = folder.resolve("openssl.log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError("openssl " + words + ": " + Files.readString(said));
    }
  }
}
