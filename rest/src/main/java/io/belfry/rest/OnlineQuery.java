package io.belfry.rest;

import java.util.Optional;

/**
 * Which users who are online are asked for.
 *
 * <p>Thread: immutable.
 *
 * @param prefix what their ids begin with; empty for all
 * @param limit most users of a page, 1 to 1,000
 * @param after where the page begins: what the page before it gave; empty for the first
 */
public record OnlineQuery(String prefix, int limit, Optional<String> after) {
  /** Most users of a page. */
  public static final int MAX_LIMIT = 1_000;

  private static final int USUAL = 100;

  /** Checks the limit. */
  public OnlineQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "The limit of a page is " + limit + ". Expected 1 to " + MAX_LIMIT + ".");
    }
  }

  /** The first hundred of all. */
  public static OnlineQuery first() {
    return new OnlineQuery("", USUAL, Optional.empty());
  }

  /** The same of users whose ids begin so. */
  public OnlineQuery withPrefix(String newPrefix) {
    return new OnlineQuery(newPrefix, limit, after);
  }

  /**
   * The same with so many users a page.
   *
   * @throws IllegalArgumentException if it is not 1 to 1,000
   */
  public OnlineQuery withLimit(int newLimit) {
    return new OnlineQuery(prefix, newLimit, after);
  }

  OnlineQuery behind(String next) {
    return new OnlineQuery(prefix, limit, Optional.of(next));
  }
}
