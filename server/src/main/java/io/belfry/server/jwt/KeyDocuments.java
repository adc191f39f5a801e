package io.belfry.server.jwt;

import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import io.belfry.server.app.JwtIssuer;
import io.belfry.server.jwt.KeySet.UnusableKeySet;
import io.belfry.server.webhook.post.BoundedGet;
import io.belfry.server.webhook.post.BoundedGet.FetchBounds;
import io.belfry.server.webhook.post.BoundedGet.NotFetched;
import java.net.URI;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gets key sets from where they are: over HTTP or from a file.
 *
 * <p>Thread: thread-safe; {@link #fetch} waits, so a virtual thread calls it.
 *
 * @see "rule USR-056"
 */
final class KeyDocuments implements AutoCloseable {
  private final Supplier<BoundedGet> http;
  private final BooleanSupplier isOperators;
  private final Duration whole;
  private @Nullable BoundedGet client;
  private boolean isClosed;

  /**
   * Gets them.
   *
   * @param http makes what fetches; asked once something is to be fetched
   * @param isOperators whether the apps come from the operator's own file
   * @param whole how long one set may take, with all that is asked for it
   */
  KeyDocuments(Supplier<BoundedGet> http, BooleanSupplier isOperators, Duration whole) {
    this.http = http;
    this.isOperators = isOperators;
    this.whole = whole;
  }

  /** Gets the set of a place. */
  KeySet fetch(KeyPlace place) throws UnusableKeySet {
    try {
      return switch (place) {
        case KeyPlace.InFile file -> KeySet.read(file.file());
        case KeyPlace.AtUrl at -> KeySet.parse(get(at.url(), whole));
        case KeyPlace.Discovered discovered -> discovered(discovered);
      };
    } catch (NotFetched e) {
      throw new UnusableKeySet(String.valueOf(e.getMessage()), e);
    }
  }

  private KeySet discovered(KeyPlace.Discovered place) throws UnusableKeySet, NotFetched {
    long began = System.nanoTime();
    URI keys = keysNamedBy(get(place.document(), whole), place.issuer());
    try {
      return KeySet.parse(get(keys, whole.minusNanos(System.nanoTime() - began)));
    } catch (NotFetched | UnusableKeySet e) {
      throw new UnusableKeySet("names " + keys + " as jwks_uri, which " + e.getMessage(), e);
    }
  }

  private static URI keysNamedBy(byte[] document, String issuer) throws UnusableKeySet {
    String named = null;
    String keys = null;
    try (ObjectCursor members = ObjectCursor.over(document, Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        switch (name) {
          case "issuer" -> named = members.string();
          case "jwks_uri" -> keys = members.string();
          default -> {}
        }
      }
    } catch (MalformedJson e) {
      throw new UnusableKeySet("gave no JSON object that can be read", e);
    }
    if (!issuer.equals(named)) {
      throw new UnusableKeySet(
          "names another issuer than " + issuer + ": they have to be equal, to the last slash",
          null);
    }
    if (keys == null) {
      throw new UnusableKeySet("names no jwks_uri", null);
    }
    var mistake = JwtIssuer.mistakeOfAddress(keys);
    if (mistake.isPresent()) {
      throw new UnusableKeySet(
          "names a jwks_uri that" + mistake.get().replaceFirst("\\.$", ""), null);
    }
    return URI.create(keys);
  }

  private byte[] get(URI url, Duration time) throws NotFetched, UnusableKeySet {
    return client().get(url, isOperators.getAsBoolean(), new FetchBounds(time, KeySet.MAX_BYTES));
  }

  private synchronized BoundedGet client() throws UnusableKeySet {
    if (isClosed) {
      throw new UnusableKeySet("is not asked any more, since the server is closing", null);
    }
    BoundedGet made = client == null ? http.get() : client;
    client = made;
    return made;
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    if (client != null) {
      client.close();
    }
  }
}
