package io.belfry.server.jwt;

import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import io.belfry.server.app.JwtSettings.Algorithm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an issuer (JWKS). Keys in it that can verify nothing that is taken are passed over,
 * as RFC 7517 says.
 *
 * <p>Thread: thread-safe.
 *
 * @param keys those that can verify something
 * @param passedOver how many others it has
 * @see "rules USR-053, USR-056"
 */
public record KeySet(List<IssuerKey> keys, int passedOver) {
  /** Largest set, in bytes. */
  public static final int MAX_BYTES = 256 << 10;

  private static final int MOST_KEYS = 200;
  // Tried one after the other where a token names none.
  private static final int MOST_TRIED = 8;

  /** Takes a copy. */
  public KeySet {
    keys = List.copyOf(keys);
  }

  /** It cannot be used. The message is the end of a sentence that begins with where it is from. */
  public static final class UnusableKeySet extends IOException {
    @java.io.Serial private static final long serialVersionUID = 1L;

    UnusableKeySet(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Reads one.
   *
   * @throws UnusableKeySet if it is none, or has no key that can verify anything
   */
  static KeySet parse(byte[] json) throws UnusableKeySet {
    List<String> sources = null;
    try (ObjectCursor members = ObjectCursor.over(json, Strictness.OPAQUE)) {
      for (String name = members.next(); name != null; name = members.next()) {
        if (name.equals("keys")) {
          sources = members.sources();
        }
      }
    } catch (MalformedJson e) {
      throw new UnusableKeySet("gave no JSON object that can be read", e);
    }
    if (sources == null) {
      throw new UnusableKeySet("gave JSON without \"keys\", so it is no key set", null);
    }
    List<IssuerKey> keys = new ArrayList<>();
    for (String source : sources.subList(0, Math.min(sources.size(), MOST_KEYS))) {
      IssuerKey.read(source).ifPresent(keys::add);
    }
    if (keys.isEmpty()) {
      throw new UnusableKeySet(
          "gave a set of "
              + sources.size()
              + " keys of which none can verify: expected public keys of RSA with at least 2048 bits,"
              + " P-256, P-384, P-521 or Ed25519",
          null);
    }
    return new KeySet(keys, sources.size() - keys.size());
  }

  /**
   * Reads a file.
   *
   * @throws UnusableKeySet if it cannot be read, or is of no use
   */
  public static KeySet read(Path file) throws UnusableKeySet {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new UnusableKeySet("has more than 256 KiB", null);
      }
      return parse(bytes);
    } catch (UnusableKeySet e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new UnusableKeySet("does not exist", e);
    } catch (IOException e) {
      throw new UnusableKeySet("cannot be read: look at its owner and its mode", e);
    }
  }

  /** Keys that may have signed a token: of its {@code kid}, if it names one, and its algorithm. */
  List<IssuerKey> fitting(Jws token, Algorithm algorithm) {
    return keys.stream()
        .filter(key -> key.algorithms().contains(algorithm))
        .filter(key -> token.keyId() == null || token.keyId().equals(key.id()))
        .limit(MOST_TRIED)
        .toList();
  }

  /** What tells each of them from every other key. */
  Set<String> fingerprints() {
    return keys.stream().map(IssuerKey::fingerprint).collect(Collectors.toCollection(HashSet::new));
  }
}
