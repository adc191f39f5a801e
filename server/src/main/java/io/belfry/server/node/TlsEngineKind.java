package io.belfry.server.node;

import java.util.Locale;

/**
 * What speaks TLS.
 *
 * <p>Thread: immutable.
 */
public enum TlsEngineKind {
  /** BoringSSL where the machine has it, else the JDK. */
  AUTO,
  /** BoringSSL, a native library. */
  BORINGSSL,
  /** The JDK's own. */
  JDK;

  /** The kind of that name. */
  public static TlsEngineKind of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
