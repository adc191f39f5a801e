package io.belfry.bench;

import io.belfry.server.net.Loops;
import io.belfry.server.node.TransportKind;
import io.belfry.server.socket.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a connection takes of the heap, and what its sign-in adds, by class of object. What is
 * counted are the objects that a full collection leaves, so that the figures are the same in each
 * run but for what the virtual machine does for itself meanwhile.
 *
 * <p>Thread: confined to the main thread.
 */
public final class SessionHeap {
  private static final int CROWD = 20_000;
  // What the first ones load is not what one more costs.
  private static final int EARLIER = 500;
  private static final double SMALLEST_SHOWN = 0.5;

  private final CallersLoop loop = new CallersLoop();
  private final Node node;
  private final List<Connection> connections = new ArrayList<>(CROWD + EARLIER);

  private SessionHeap(Loops loops) {
    node = new Node(List.of(loop), loops.frames());
    loop.runTasks();
  }

  /** How users and connections belong together. */
  enum Crowd {
    /** Each connection is a user of its own. */
    USERS(Integer.MAX_VALUE),
    /** Connections are further ones of a user who has one already. */
    FURTHER(EARLIER);

    private final int users;

    Crowd(int users) {
      this.users = users;
    }
  }

  /**
   * Bytes for each of a crowd, by class.
   *
   * @param connection of a connection that says nothing
   * @param session of its sign-in, beyond that
   */
  record Cost(Map<String, Double> connection, Map<String, Double> session) {
    static double sum(Map<String, Double> parts) {
      return parts.values().stream().mapToDouble(Double::doubleValue).sum();
    }
  }

  /** Says what each kind of session costs. */
  public static void main(String[] words) {
    for (Crowd crowd : Crowd.values()) {
      for (Saying saying : Saying.values()) {
        Cost cost = of(crowd, saying);
        say(crowd + " " + saying + ": connection", cost.connection());
        say(crowd + " " + saying + ": session beyond it", cost.session());
      }
    }
    // Threads of the loops are none of this program's.
    Runtime.getRuntime().halt(0);
  }

  private static void say(String what, Map<String, Double> parts) {
    System.out.println("%s %.1f bytes".formatted(what, Cost.sum(parts)).toLowerCase(Locale.ROOT));
    parts.entrySet().stream()
        .filter(part -> Math.abs(part.getValue()) >= SMALLEST_SHOWN)
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(part -> System.out.println("%8.1f %s".formatted(part.getValue(), part.getKey())));
  }

  /** Counts. */
  static Cost of(Crowd crowd, Saying saying) {
    try (Loops loops = new Loops(TransportKind.NIO, 1, System::nanoTime)) {
      return new SessionHeap(loops).count(crowd, saying);
    }
  }

  private Cost count(Crowd crowd, Saying saying) {
    connect(EARLIER);
    signIn(0, EARLIER, crowd, saying);
    // Filled beforehand: what one count keeps is on the heap that the next one counts.
    List<Map<String, Long>> counts =
        new ArrayList<>(List.of(HeapClasses.bytes(), HeapClasses.bytes(), HeapClasses.bytes()));
    counts.set(0, HeapClasses.bytes());
    connect(CROWD);
    counts.set(1, HeapClasses.bytes());
    signIn(EARLIER, CROWD, crowd, saying);
    counts.set(2, HeapClasses.bytes());
    return new Cost(each(counts.get(0), counts.get(1)), each(counts.get(1), counts.get(2)));
  }

  private void connect(int number) {
    for (int i = 0; i < number; i++) {
      connections.add(node.connect(0, new CountingWire()));
    }
    loop.runTasks();
  }

  private void signIn(int from, int number, Crowd crowd, Saying saying) {
    for (int i = from; i < from + number; i++) {
      Connection connection = connections.get(i);
      int user = i % crowd.users;
      connection.onText(saying.text(connection, user));
      // Whoever renews is no dearer.
      connection.onText(saying.text(connection, user));
    }
    loop.runTasks();
  }

  private static Map<String, Double> each(Map<String, Long> before, Map<String, Long> after) {
    Map<String, Double> each = new TreeMap<>();
    after.forEach(
        (name, bytes) -> {
          long more = bytes - before.getOrDefault(name, 0L);
          if (more != 0) {
            each.put(name, more / (double) CROWD);
          }
        });
    return each;
  }
}
