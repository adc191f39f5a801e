package io.belfry.bench;

import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.socket.Wire;

/**
 * A wire without a socket: takes everything at once and counts it.
 *
 * <p>Thread: confined to the event loop of its connection.
 */
public class CountingWire implements Wire {
  private long frames;
  private long bytes;

  /** Frames written so far. */
  public final long frames() {
    return frames;
  }

  /** Bytes written so far. */
  public final long bytes() {
    return bytes;
  }

  @Override
  public void write(OutboundFrame frame) {
    frames++;
    bytes += frame.size();
    frame.release();
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public long pendingBytes() {
    return 0;
  }

  @Override
  public void flushLater() {}

  @Override
  public void flush() {}

  @Override
  public void ping() {}

  @Override
  public void reading(Intake reading) {}

  @Override
  public boolean isCloseAnnounced() {
    return true;
  }

  @Override
  public void close(int code, String sentence) {
    throw new IllegalStateException("A bench was closed: " + code + " " + sentence);
  }
}
