package io.belfry.cli.migrate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands in a file of another server, whatever it is written in; also what is written into
 * ours.
 *
 * <p>Thread: immutable.
 */
public sealed interface Tree {
  /**
   * Members by their names, in the order of the file.
   *
   * @param members what they are
   */
  record Group(Map<String, Tree> members) implements Tree {
    /** Takes a copy. */
    public Group {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
  }

  /**
   * A list.
   *
   * @param items its entries
   */
  record Items(List<Tree> items) implements Tree {
    /** Takes a copy. */
    public Items {
      items = List.copyOf(items);
    }
  }

  /**
   * A text, which may be secret.
   *
   * @param text as it is meant, without quotes and escapes
   */
  record Text(String text) implements Tree {}

  /**
   * A number, or true or false.
   *
   * @param text as it was written
   */
  record Word(String text) implements Tree {}

  /** No value. */
  record Nothing() implements Tree {}

  /**
   * What only another program could tell the value of.
   *
   * @param why what it is, for people
   */
  record Unread(String why) implements Tree {}
}
