package io.belfry.bench.run;

import java.io.IOException;
import java.util.List;

/**
 * A C library without which the generator can do less.
 *
 * <p>Thread: immutable.
 */
enum Library {
  /** TLS. */
  OPENSSL("libssl-dev", "openssl/ssl.h", "-DWITH_TLS", "-lssl -lcrypto"),
  /** The messages of permessage-deflate. */
  ZLIB("zlib1g-dev", "zlib.h", "-DWITH_DEFLATE", "-lz");

  private final String systemPackage;
  private final String header;
  private final String definition;
  private final String archives;

  Library(String systemPackage, String header, String definition, String archives) {
    this.systemPackage = systemPackage;
    this.header = header;
    this.definition = definition;
    this.archives = archives;
  }

  /** What Debian calls the package with its header. */
  String systemPackage() {
    return systemPackage;
  }

  /** The compiler's word that switches it on. */
  String definition() {
    return definition;
  }

  /** The linker's words. */
  List<String> archives() {
    return List.of(archives.split(" ", -1));
  }

  /** Whether the compiler finds it. */
  boolean isThere() {
    try {
      return new ProcessBuilder("cc", "-E", "-include", header, "-x", "c", "/dev/null")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      throw new Complaint("Cannot start cc", e);
    } catch (InterruptedException e) {
      throw Interruption.of(e);
    }
  }
}
