package io.belfry.server.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one event loop have been given to write. Each connection that was written
 * to stands in a queue, served from the front at the end of every turn. A turn serves {@link
 * #SLICE} connections, so that a publication for a hundred thousand does not keep the others from
 * being heard; the others keep their places. What is for many has a queue of its own, so that it
 * does not keep the others from hearing either. What is published meanwhile is appended to what
 * still waits, and leaves in the same write. That is all there is to the length of a turn: an idle
 * loop writes at once, a busy one puts more messages into each write the busier it is.
 *
 * <p>A connection is a lane here, a number, and what a write has to know of it stands in arrays by
 * that number. A delivery and its write go through these arrays, which stay in the cache, and of
 * all objects of a connection they touch only the descriptor. The arrays keep the size that the
 * most connections ever needed, 34 bytes for each. A lane is open while its connection takes all
 * that it is given: then frames are gathered for it and written by {@link DirectSockets}, else they
 * go through its pipeline.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rules WS-063, THR-35, THR-32"
 */
final class LoopWrites {
  /** The lane of who has none; it is never open. */
  static final int NO_LANE = 0;

  /** Connections of each queue served in one turn. */
  static final int SLICE = 256;

  private static final int FIRST_CAPACITY = 64;
  private static final int NOBODY = -1;

  private final SingleThreadEventLoop eventLoop;
  private final Runnable endOfTurn = this::serveSlice;
  private final Runnable nextTurn;
  private final FrameLists lists = new FrameLists();

  // By lane.
  private @Nullable NettyWire[] wires = new NettyWire[FIRST_CAPACITY];
  private final DirectSockets sockets = new DirectSockets(FIRST_CAPACITY);
  private boolean[] isOpen = new boolean[FIRST_CAPACITY];
  private boolean[] isTouched = new boolean[FIRST_CAPACITY];
  private int[] heads = new int[FIRST_CAPACITY];
  private int[] tails = new int[FIRST_CAPACITY];
  private int[] sizes = new int[FIRST_CAPACITY];
  // Who follows in the queue; of a lane that is nobody's, the next such lane.
  private int[] behind = new int[FIRST_CAPACITY];

  private int lanes = NO_LANE + 1;
  private int firstFree = NOBODY;
  private final Queue forFew = new Queue();
  private final Queue forMany = new Queue();
  private boolean isScheduled;

  LoopWrites(SingleThreadEventLoop eventLoop) {
    this.eventLoop = eventLoop;
    this.nextTurn = () -> eventLoop.executeAfterEventLoopIteration(endOfTurn);
    heads[NO_LANE] = FrameLists.NONE;
    tails[NO_LANE] = FrameLists.NONE;
    // So it never gets into the queue.
    isTouched[NO_LANE] = true;
  }

  /** A lane for a connection, closed. */
  int take(NettyWire wire) {
    int lane = firstFree;
    if (lane == NOBODY) {
      if (lanes == wires.length) {
        grow(lanes * 2);
      }
      lane = lanes++;
    } else {
      firstFree = behind[lane];
    }
    wires[lane] = wire;
    heads[lane] = FrameLists.NONE;
    tails[lane] = FrameLists.NONE;
    return lane;
  }

  /** The lane leads to that socket, and its frames are those of that handler. */
  void lead(int lane, Socket socket, ChannelHandlerContext writer) {
    sockets.put(lane, socket, writer);
  }

  /** Forgets the connection and what it was to write. */
  void giveBack(int lane) {
    drop(lane);
    close(lane);
    wires[lane] = null;
    sockets.remove(lane);
    // One that stands in the queue is free when its place comes.
    if (!isTouched[lane]) {
      free(lane);
    }
  }

  /** Opens the lane if its socket may be written to directly; the connection waits for nothing. */
  void open(int lane) {
    isOpen[lane] = sockets.find(lane) != null;
  }

  /** From now on everything goes through the connection and its pipeline. */
  void close(int lane) {
    isOpen[lane] = false;
  }

  /** Whether frames may be gathered for the lane. */
  boolean isOpen(int lane) {
    return isOpen[lane];
  }

  /** The queue for what so many get. */
  Queue queueFor(int receivers) {
    return receivers <= SLICE ? forFew : forMany;
  }

  /**
   * Queues the frame as the connection would; the caller keeps its own reference.
   *
   * @return false when the lane is closed or full, so that the connection has to take it
   */
  boolean tryWrite(int lane, NettyFrame frame, Queue queue) {
    makeRoom();
    if (!isOpen[lane] || !fits(lane, frame)) {
      return false;
    }
    frame.retain();
    append(lane, frame);
    touch(lane, queue);
    return true;
  }

  /** Serves everybody when there is no room for one more frame. Changes the lists of all lanes. */
  void makeRoom() {
    if (lists.isFull()) {
      forFew.serve(Integer.MAX_VALUE);
      forMany.serve(Integer.MAX_VALUE);
    }
  }

  /** Whether the frame may be appended to what is gathered for the lane. */
  boolean fits(int lane, NettyFrame frame) {
    return frame.address() != NettyFrame.NO_ADDRESS
        && (isEmpty(lane) || sizes[lane] + frame.size() <= FrameLists.MAX_GATHERED_BYTES);
  }

  /** Appends a frame and takes over one reference. */
  void append(int lane, NettyFrame frame) {
    int tail = lists.append(tails[lane], frame);
    tails[lane] = tail;
    if (isEmpty(lane)) {
      heads[lane] = tail;
    }
    sizes[lane] += frame.size();
  }

  /** Serves the lane when its place in the queue comes. */
  void touch(int lane) {
    touch(lane, forFew);
  }

  private void touch(int lane, Queue queue) {
    if (isTouched[lane]) {
      return;
    }
    isTouched[lane] = true;
    queue.add(lane);
    if (!isScheduled) {
      isScheduled = true;
      nextTurn.run();
    }
  }

  /** Whether nothing is gathered. */
  boolean isEmpty(int lane) {
    return heads[lane] == FrameLists.NONE;
  }

  /** Bytes that are gathered. */
  int size(int lane) {
    return sizes[lane];
  }

  /** Takes the first frame that is gathered, with its reference; null when there is none. */
  @Nullable NettyFrame poll(int lane) {
    int head = heads[lane];
    if (head == FrameLists.NONE) {
      return null;
    }
    NettyFrame frame = lists.frame(head);
    int following = lists.remove(head);
    heads[lane] = following;
    sizes[lane] -= frame.size();
    if (following == FrameLists.NONE) {
      tails[lane] = FrameLists.NONE;
    }
    return frame;
  }

  /**
   * Writes what is gathered with one system call; what the kernel does not take is the wire's, and
   * so is all of it when somebody has come between.
   */
  void send(int lane, NettyWire wire) {
    int size = sizes[lane];
    int sent;
    try {
      sent = send(lane, size);
    } catch (IOException e) {
      // The peer is gone, as Netty would have found out with the same call.
      drop(lane);
      wire.lost();
      return;
    }
    if (sent == size) {
      drop(lane);
    } else {
      wire.sentOnly(sent);
    }
  }

  /** Bytes that the kernel took; all of them count as taken when the socket is closed. */
  private int send(int lane, int size) throws IOException {
    Socket socket = sockets.find(lane);
    if (socket == null) {
      return 0;
    }
    // A closed descriptor's number may belong to another socket by now.
    if (!socket.isOpen()) {
      return size;
    }
    int head = heads[lane];
    return head == tails[lane]
        ? socket.sendAddress(lists.frame(head).address(), 0, size)
        : socket.send(lists.gather(head), 0, size);
  }

  /** Gives up what is gathered. */
  void drop(int lane) {
    for (NettyFrame frame = poll(lane); frame != null; frame = poll(lane)) {
      frame.release();
    }
  }

  private void serveSlice() {
    forFew.serve(SLICE);
    forMany.serve(SLICE);
    isScheduled = forFew.hasLanes() || forMany.hasLanes();
    if (isScheduled) {
      // An end of turn that is asked for at the end of a turn would come at once; a task comes
      // when the loop has looked at its sockets.
      eventLoop.execute(nextTurn);
    } else {
      lists.startOver();
    }
  }

  private void free(int lane) {
    behind[lane] = firstFree;
    firstFree = lane;
  }

  private void grow(int capacity) {
    wires = Arrays.copyOf(wires, capacity);
    sockets.grow(capacity);
    isOpen = Arrays.copyOf(isOpen, capacity);
    isTouched = Arrays.copyOf(isTouched, capacity);
    heads = Arrays.copyOf(heads, capacity);
    tails = Arrays.copyOf(tails, capacity);
    sizes = Arrays.copyOf(sizes, capacity);
    behind = Arrays.copyOf(behind, capacity);
  }

  /** Lanes in the order in which they were written to, linked in {@link #behind}. */
  final class Queue {
    private int first = NOBODY;
    private int last = NOBODY;

    private boolean hasLanes() {
      return first != NOBODY;
    }

    private void add(int lane) {
      behind[lane] = NOBODY;
      if (first == NOBODY) {
        first = lane;
      } else {
        behind[last] = lane;
      }
      last = lane;
    }

    private void serve(int most) {
      for (int i = 0; i < most && first != NOBODY; i++) {
        int lane = first;
        first = behind[lane];
        isTouched[lane] = false;
        NettyWire wire = wires[lane];
        if (wire == null) {
          free(lane);
        } else if (isEmpty(lane)) {
          wire.flush();
        } else {
          send(lane, wire);
        }
      }
    }
  }
}
