package io.belfry.client.internal;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: a thread opens it and reads it to its end, and alone tells of it.
 *
 * <p>Thread: thread-safe; the events come from the reader thread.
 *
 * @see "rules CL-029, CL-030, CL-031"
 */
final class SocketLink implements Transport.Link, FrameReader.Sink, Dialer.Holder {
  private static final int MESSAGES_AHEAD = 64;
  private static final int NORMAL_CLOSE = 1000;
  private static final int NO_STATUS = 1005;
  private static final int NO_CLOSE_FRAME = 1006;
  private static final Duration OPENING = Duration.ofSeconds(10);
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);
  private static final Duration LONGEST_WRITE = Duration.ofSeconds(30);

  private final Transport.Target target;
  private final Transport.Events events;
  private final SecureRandom random;
  private final FrameWriter writer;
  private final Semaphore room = new Semaphore(MESSAGES_AHEAD);
  private final AtomicBoolean over = new AtomicBoolean();
  private final Thread reader = Threads.inTheBackground("belfry-client-reader", this::run);
  private volatile @Nullable WireSocket wire;
  private volatile @Nullable IOException overflow;
  private boolean opened;

  SocketLink(Transport.Target target, Transport.Events events, SecureRandom random) {
    this.target = target;
    this.events = events;
    this.random = random;
    this.writer = new FrameWriter(random);
  }

  void start() {
    reader.start();
  }

  private void run() {
    try {
      FrameReader frames = open();
      while (frames.next()) {
        if (writer.isStuck(LONGEST_WRITE)) {
          throw new IOException(
              "the other side has taken nothing for " + LONGEST_WRITE.toMillis() + " ms");
        }
      }
    } catch (FrameViolation e) {
      sayLast(e.closeCode());
      fail(e);
    } catch (EOFException e) {
      if (opened) {
        end(NO_CLOSE_FRAME, "");
      } else {
        fail(e);
      }
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      fail(e);
    } finally {
      writer.end();
      abortWire();
    }
  }

  private FrameReader open() throws IOException, InterruptedException {
    Dialer.Line line = Dialer.dial(destination(), this);
    ByteSource in = new ByteSource(line.in());
    Upgrade.perform(target, random, in, line.out());
    line.allowSilence();
    opened = true;
    writer.open(line.out());
    return new FrameReader(in, this);
  }

  private Dialer.Destination destination() {
    return new Dialer.Destination(
        target.uri().getHost(),
        HttpPlace.port(target.uri()),
        HttpPlace.isEncrypted(target.uri()),
        target.tls(),
        target.proxy(),
        target.proxyAuthorization(),
        OPENING);
  }

  @Override
  public void hold(WireSocket socket) throws SocketException {
    wire = socket;
    if (over.get()) {
      socket.abort();
      throw new SocketException("given up");
    }
  }

  @Override
  public void text(String message) throws InterruptedException {
    room.acquire();
    events.text(message);
  }

  @Override
  public void ping(byte[] payload) {
    writer.pong(payload);
    events.activity();
  }

  @Override
  public void activity() {
    events.activity();
  }

  @Override
  public void closed(int code, String reason) {
    sayLast(code == NO_STATUS ? 0 : code);
    end(code, reason);
  }

  private void sayLast(int code) {
    writer.close(code);
    try {
      writer.awaitIdle(LAST_WORDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(int code, String reason) {
    if (over.compareAndSet(false, true)) {
      events.ended(code, reason);
    }
  }

  private void fail(Throwable failure) {
    if (over.compareAndSet(false, true)) {
      IOException first = overflow;
      events.failed(first == null ? failure : first);
    }
  }

  @Override
  public void send(String text) {
    if (!writer.send(text)) {
      overflow =
          new IOException(
              "more than "
                  + FrameWriter.MAX_MESSAGES
                  + " messages or "
                  + FrameWriter.MAX_BYTES
                  + " bytes wait for the network, which takes none");
      abortWire();
      reader.interrupt();
    }
  }

  @Override
  public void ping() {
    writer.ping();
  }

  @Override
  public void close() {
    writer.close(NORMAL_CLOSE);
  }

  @Override
  public void proceed() {
    room.release();
  }

  @Override
  public void abort() {
    over.set(true);
    writer.end();
    abortWire();
    reader.interrupt();
  }

  private void abortWire() {
    WireSocket socket = wire;
    if (socket != null) {
      socket.abort();
    }
  }
}
