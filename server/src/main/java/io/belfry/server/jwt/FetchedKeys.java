package io.belfry.server.jwt;

import io.belfry.server.app.JwtIssuer;
import io.belfry.server.webhook.post.BoundedGet;
import java.util.function.Supplier;

/**
 * Keys of issuers that are looked for whenever somebody asks, and kept by nobody: for a command
 * that looks at one token.
 *
 * <p>Thread: thread-safe; {@link #of} waits, for {@link JwtParts#LONGEST_FETCH} at most.
 *
 * @see "rule USR-056"
 */
public final class FetchedKeys implements JwtJudge.KnownKeys, AutoCloseable {
  private final KeyDocuments documents;

  /**
   * Looks for them where the operator's own configuration says.
   *
   * @param http makes what fetches; asked once something is to be fetched
   */
  public FetchedKeys(Supplier<BoundedGet> http) {
    documents = new KeyDocuments(http, () -> true, JwtParts.LONGEST_FETCH);
  }

  @Override
  public KeySet of(JwtIssuer issuer) throws KeySet.UnusableKeySet {
    return documents.fetch(KeyPlace.of(issuer));
  }

  /** Looks for none any more. */
  @Override
  public void close() {
    documents.close();
  }
}
