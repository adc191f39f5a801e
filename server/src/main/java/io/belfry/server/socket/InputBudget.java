package io.belfry.server.socket;

import io.belfry.server.channel.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What clients have begun to send and not finished, or sent faster than it may be handled: one
 * bound for all connections of the node together. Each input has a bound of its own; beyond this
 * one the largest are given up first, so that many that are each within theirs cannot take the
 * memory of everybody.
 *
 * <p>Whoever keeps bytes of a client from one read to the next has a {@link Holding} and tells it
 * what it keeps: heads and bodies of HTTP requests, unfinished frames and fragments, messages that
 * wait for the pace, posts that wait in a fallback session. What is handled within the read that
 * brought it is not counted. Bytes are those of memory, not of the wire: the capacity of a buffer,
 * and what objects cost beside their content.
 *
 * <p>Thread: thread-safe; each {@link Part} and its holdings are confined to their event loop.
 *
 * @see "rules THR-25, LIM-018"
 */
public final class InputBudget {
  private final long maxBytes;
  private final AtomicLong heldBytes = new AtomicLong();
  private final List<Part> parts = new ArrayList<>();

  /**
   * A budget.
   *
   * @param maxBytes bytes that may be held for all clients together
   * @param loops the event loops of the node, by index
   */
  public InputBudget(long maxBytes, List<? extends Loop> loops) {
    this.maxBytes = maxBytes;
    loops.forEach(loop -> parts.add(new Part(loop)));
  }

  /** The part of one event loop, by its index. */
  public Part part(int loop) {
    return parts.get(loop);
  }

  /** Bytes that are held now. */
  public long heldBytes() {
    return heldBytes.get();
  }

  // Half the bound is made free at once: the search goes through all that is held, and must not be
  // done again for the next read. A loop that holds little keeps it.
  @SuppressWarnings("ReferenceEquality") // a part is itself and no other
  private void relieve(Part asking, Holding asked) {
    for (Part part : parts) {
      if (part == asking) {
        part.shed(asked);
      } else if (part.isAsked.compareAndSet(false, true)) {
        part.loop.execute(
            () -> {
              part.isAsked.set(false);
              part.shed(null);
            });
      }
    }
  }

  /**
   * What the clients of one event loop have not finished.
   *
   * <p>Thread: confined to its event loop.
   */
  public final class Part {
    private final Loop loop;
    private final List<Holding> holdings = new ArrayList<>();
    private final AtomicBoolean isAsked = new AtomicBoolean();
    private long bytes;

    private Part(Loop loop) {
      this.loop = loop;
    }

    /**
     * Makes the account of one input, which holds nothing yet and costs nothing while that is so.
     *
     * @param giveUp drops all that is held and ends the request or connection with an answer that
     *     says the server has no room: 4100 for sockets, 503 for HTTP. Runs on the loop, between
     *     two reads of that input or within a read of another; the account is empty afterwards
     */
    public Holding holding(Runnable giveUp) {
      return new Holding(this, giveUp);
    }

    private void changed(Holding holding, long more) {
      bytes += more;
      if (heldBytes.addAndGet(more) > maxBytes && more > 0) {
        relieve(this, holding);
      }
    }

    private void shed(@Nullable Holding current) {
      for (Holding largest = largest(); largest != null; largest = largest()) {
        boolean isProven = largest.isProven;
        // For those who have proved themselves no more is made free than has to be.
        long goal = isProven ? maxBytes : maxBytes / 2;
        if (!isOver(goal)) {
          return;
        }
        long least = Math.max(1, largest.bytes / 2);
        for (int i = holdings.size() - 1; i >= 0 && isOver(goal); i--) {
          if (i < holdings.size() && holdings.get(i).isLike(isProven, least)) {
            giveUp(holdings.get(i), current);
          }
        }
      }
    }

    private boolean isOver(long goal) {
      return bytes > goal / parts.size() && heldBytes.get() > goal;
    }

    @SuppressWarnings("ReferenceEquality") // an input is itself and no other
    private void giveUp(Holding holding, @Nullable Holding current) {
      if (holding == current) {
        // It is being read just now, and must not lose its buffers in the middle of that.
        holding.giveUpLater();
      } else {
        holding.giveUp();
      }
    }

    private @Nullable Holding largest() {
      Holding largest = null;
      for (Holding holding : holdings) {
        if (largest == null || holding.goesBefore(largest)) {
          largest = holding;
        }
      }
      return largest;
    }
  }

  /**
   * The account of one input.
   *
   * <p>Thread: confined to its event loop.
   */
  public static final class Holding {
    private final Part part;
    private final Runnable giveUp;
    private long bytes;
    private int position;
    private boolean isProven;
    private boolean isDoomed;

    private Holding(Part part, Runnable giveUp) {
      this.part = part;
      this.giveUp = giveUp;
    }

    /** So many bytes are held from now on, in place of those before. */
    public void set(long newBytes) {
      if (newBytes == 0) {
        isDoomed = false;
      }
      long more = newBytes - bytes;
      if (more == 0) {
        return;
      }
      if (bytes == 0) {
        position = part.holdings.size();
        part.holdings.add(this);
      } else if (newBytes == 0) {
        leave();
      }
      bytes = newBytes;
      part.changed(this, more);
    }

    /** So many bytes more are held; less when negative, and nothing at the least. */
    public void add(long more) {
      set(Math.max(0, bytes + more));
    }

    /** Nothing is held any more. */
    public void release() {
      set(0);
    }

    /** Bytes that are held now. */
    public long bytes() {
      return bytes;
    }

    /** The sender has proved who it is, by a signature: it goes after all strangers. */
    public void proven() {
      isProven = true;
    }

    private boolean goesBefore(Holding other) {
      return isProven == other.isProven ? bytes > other.bytes : other.isProven;
    }

    private boolean isLike(boolean proven, long least) {
      return isProven == proven && bytes >= least;
    }

    private void giveUp() {
      giveUp.run();
      set(0);
    }

    // Counts as given up from now on; what is finished meanwhile is spared.
    private void giveUpLater() {
      set(0);
      isDoomed = true;
      part.loop.execute(
          () -> {
            if (isDoomed) {
              giveUp();
            }
          });
    }

    private void leave() {
      Holding last = part.holdings.removeLast();
      if (last.position != position) {
        part.holdings.set(position, last);
        last.position = position;
      }
    }
  }
}
