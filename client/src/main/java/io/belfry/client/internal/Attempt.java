package io.belfry.client.internal;

import org.jspecify.annotations.Nullable;

/**
 * One socket of a connection that comes back: brings what it says to the owner thread, and drops it
 * when another socket has taken its place.
 *
 * <p>Thread: events come on any thread; all else is confined to the owner thread.
 */
final class Attempt implements Transport.Events {
  private final Loop loop;
  private final Callbacks callbacks;
  private final Owner owner;
  private Transport.@Nullable Link link;

  Attempt(Loop loop, Callbacks callbacks, Owner owner) {
    this.loop = loop;
    this.callbacks = callbacks;
    this.owner = owner;
  }

  /** Who made the attempt; called on the owner thread, and only while the attempt is current. */
  interface Owner {
    boolean isCurrent(Attempt speaker);

    void text(String message);

    void activity();

    void ended(int code, String reason);

    void failed(Throwable cause);
  }

  // Where there is no memory for one more thread, there may be in a while.
  void open(Transport transport, Transport.Target target) {
    try {
      link = transport.open(target, this);
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  void abort() {
    if (link != null) {
      link.abort();
    }
  }

  Transport.Link link() {
    Transport.Link opened = link;
    if (opened == null) {
      throw new IllegalStateException("The transport has not returned yet.");
    }
    return opened;
  }

  // The next message is asked for only when the listeners are through with this one, so a slow
  // listener makes the server wait and fills no queue here.
  @Override
  public void text(String message) {
    whileCurrent(
        () -> {
          Transport.Link source = link();
          owner.text(message);
          callbacks.afterwards(source::proceed);
        });
  }

  @Override
  public void activity() {
    whileCurrent(owner::activity);
  }

  @Override
  public void ended(int code, String reason) {
    whileCurrent(() -> owner.ended(code, reason));
  }

  @Override
  public void failed(Throwable cause) {
    whileCurrent(() -> owner.failed(cause));
  }

  private void whileCurrent(Runnable task) {
    loop.execute(
        () -> {
          if (owner.isCurrent(this)) {
            task.run();
          }
        });
  }
}
