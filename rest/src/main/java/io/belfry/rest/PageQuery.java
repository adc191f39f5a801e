package io.belfry.rest;

import java.util.Optional;

/**
 * Which page of a list is asked for.
 *
 * <p>Thread: immutable.
 *
 * @param limit most entries of a page, 1 to 1,000
 * @param after where the page begins: what the page before it gave; empty for the first
 */
public record PageQuery(int limit, Optional<String> after) {
  private static final int USUAL = 100;

  /** Checks the limit. */
  public PageQuery {
    if (limit < 1 || limit > OnlineQuery.MAX_LIMIT) {
      throw new IllegalArgumentException(
          "The limit of a page is " + limit + ". Expected 1 to " + OnlineQuery.MAX_LIMIT + ".");
    }
  }

  /** The first hundred. */
  public static PageQuery first() {
    return new PageQuery(USUAL, Optional.empty());
  }

  /**
   * The same with so many entries a page.
   *
   * @throws IllegalArgumentException if it is not 1 to 1,000
   */
  public PageQuery withLimit(int newLimit) {
    return new PageQuery(newLimit, after);
  }

  PageQuery behind(String next) {
    return new PageQuery(limit, Optional.of(next));
  }
}
