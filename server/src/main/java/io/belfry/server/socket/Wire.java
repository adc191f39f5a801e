package io.belfry.server.socket;

import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.channel.Outlet;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The socket under a connection, as far as the connection needs it.
 *
 * <p>Thread: confined to the event loop of the connection.
 */
public interface Wire {
  /**
   * Whether the socket takes more without piling up. {@link Connection#onWritable} tells when it
   * does again.
   */
  boolean isWritable();

  /** Bytes written and not yet taken by the kernel. */
  long pendingBytes();

  /**
   * Bytes that it has been given and keeps, on its own account in the {@link Backpressure}. A
   * socket keeps so little that it does not count.
   */
  default long keptBytes() {
    return 0;
  }

  /**
   * The connection ends: gives up all that it keeps on that account, and nothing is to come by the
   * {@link #outlet}.
   */
  default void discard() {}

  /**
   * The form of a frame in which this client gets it: that frame, or another that lives as long as
   * it and for as long as it is retained. Of such another it is itself the form.
   */
  default OutboundFrame formOf(OutboundFrame frame) {
    return frame;
  }

  /** Writes a frame with the next flush and takes over one reference to it. */
  void write(OutboundFrame frame);

  /** Flushes at the end of this turn of the loop, together with all that is written until then. */
  void flushLater();

  /** Flushes now. */
  void flush();

  /** Where the client is; null when that is not known. */
  default @Nullable InetAddress address() {
    return null;
  }

  /**
   * By which its loop may give it frames past the connection, while it {@link #isWritable}; null
   * when it has to see each of them, because another copy is made of it, say.
   */
  default @Nullable Outlet outlet() {
    return null;
  }

  /**
   * The connection has a subscription, so it is no part of a connection storm any more: from now on
   * it is read as soon as its client says something.
   */
  default void established() {}

  /** Sends a WebSocket ping. */
  void ping();

  /** Whether it breaks long silences by itself, for the sake of whoever stands on the way. */
  default boolean keepsItselfAlive() {
    return false;
  }

  /** Stops or goes on to read from the socket. */
  void reading(Intake reading);

  /** Whether bytes are taken from the socket. */
  enum Intake {
    /** Bytes stay with the kernel, and with the peer. */
    PAUSED,
    /** Bytes are taken as they come. */
    FLOWING
  }

  /**
   * Whether a close with an application code is announced by a {@code pusher:error} before it. A
   * fallback transport says both in one line.
   */
  boolean isCloseAnnounced();

  /**
   * Sends a close frame, waits 2 s at most for the peer's, and drops the socket. Nothing can be
   * written after it.
   */
  void close(int code, String sentence);
}
