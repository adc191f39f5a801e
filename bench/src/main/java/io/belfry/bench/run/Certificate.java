package io.belfry.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate for 127.0.0.1 that is made for one run, as most servers have one: a key on the
 * curve P-256, signed by itself.
 *
 * <p>Thread: immutable.
 *
 * @param file the certificate
 * @param key its private key
 */
record Certificate(Path file, Path key) {
  private static final String REQUEST =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30"
          + " -subj /CN=bench -addext subjectAltName=IP:127.0.0.1";

  /**
   * Makes one, unless the folder has one from a run that was broken off.
   *
   * @throws Complaint when there is no openssl, or it fails
   */
  static Certificate in(Path folder) {
    Certificate certificate =
        new Certificate(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
    if (!Files.exists(certificate.file)) {
      certificate.make();
    }
    return certificate;
  }

  private void make() {
    Programs.need("openssl", "the system's package openssl");
    List<String> words = new ArrayList<>(List.of(REQUEST.split(" ", -1)));
    words.addAll(List.of("-keyout", key.toString(), "-out", file.toString()));
    try {
      Process openssl =
          new ProcessBuilder(words)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (openssl.waitFor() != 0) {
        throw new Complaint("openssl could not make a certificate in " + file.getParent());
      }
    } catch (IOException e) {
      throw new Complaint("Cannot start openssl", e);
    } catch (InterruptedException e) {
      throw Interruption.of(e);
    }
  }
}
