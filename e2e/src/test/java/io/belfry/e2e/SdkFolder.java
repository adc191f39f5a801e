package io.belfry.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Where an SDK in another language is installed, in the version that its lock file names. That
 * lasts until {@code mvn clean}.
 *
 * <p>Thread: immutable.
 *
 * @param path below the module's target folder
 */
record SdkFolder(Path path) {
  private static final Path MODULE = Path.of(System.getProperty("belfry.root", ".."), "e2e");
  private static final Duration DEADLINE = Duration.ofMinutes(5);

  /** Installs {@code e2e/sdk/NAME}; that is quick when it was done before. */
  static SdkFolder install(String name) {
    Path script = MODULE.resolve("sdk").resolve("install.sh").toAbsolutePath();
    Path folder = MODULE.resolve("target").resolve("sdk").resolve(name).toAbsolutePath();
    try {
      Process process =
          new ProcessBuilder("sh", script.toString(), name, folder.toString())
              .redirectErrorStream(true)
              .start();
      if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("Installing " + name + " took longer than " + DEADLINE + ".");
      }
      if (process.exitValue() != 0) {
        byte[] output = process.getInputStream().readAllBytes();
        throw new AssertionError(new String(output, StandardCharsets.UTF_8).strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return new SdkFolder(folder);
  }

  /** A file in it, as a program names it. */
  String file(String name) {
    return path.resolve(name).toString();
  }
}
