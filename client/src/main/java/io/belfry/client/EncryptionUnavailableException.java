package io.belfry.client;

import java.io.Serial;

/**
 * An encrypted channel was asked for, but Bouncy Castle ({@code org.bouncycastle:bcprov-jdk18on}),
 * which deciphers, is not there. The client does not bring it along, since most programs do without
 * such channels. A program on the module path also needs {@code --add-modules
 * org.bouncycastle.provider}.
 *
 * <p>Thread: immutable.
 */
public class EncryptionUnavailableException extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1L;

  /** A failure in words with its cause. */
  public EncryptionUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
