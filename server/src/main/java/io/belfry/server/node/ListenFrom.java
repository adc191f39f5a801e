package io.belfry.server.node;

import java.util.List;

/**
 * Where a process has its listening sockets from.
 *
 * <p>Thread: immutable.
 *
 * @param besideOthers whether another process of the same user may listen there too, whose place
 *     this one takes
 * @param inherited sockets that were opened by whoever started this process
 */
public record ListenFrom(boolean besideOthers, List<Inherited> inherited) {
  /** It opens them itself, and nobody else may listen there. */
  public static final ListenFrom ITSELF = new ListenFrom(false, List.of());

  /** Takes a copy of the sockets. */
  public ListenFrom {
    inherited = List.copyOf(inherited);
  }

  /**
   * A listening socket that was there before this process.
   *
   * @param descriptor its number in this process
   * @param name what the supervisor calls it
   */
  public record Inherited(int descriptor, String name) {}
}
