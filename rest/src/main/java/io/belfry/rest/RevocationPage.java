package io.belfry.rest;

import java.util.List;
import java.util.Optional;

/**
 * Some of the revocations that are in force, the oldest first.
 *
 * <p>Thread: immutable.
 *
 * @param revocations in their order
 * @param next what to ask for the page behind it; empty on the last one
 */
public record RevocationPage(List<Revocation> revocations, Optional<PageQuery> next) {
  /** Takes a copy of the list. */
  public RevocationPage {
    revocations = List.copyOf(revocations);
  }
}
