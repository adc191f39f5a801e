package io.belfry.cluster.redis.lettuce;

import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.StepCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What runs in the engine. A script is put together from parts, as all begin alike; and each call
 * pays for all that its script could do, so there are several.
 *
 * <p>Thread: immutable.
 *
 * @see "cluster.md, section 5"
 */
public enum Script {
  /** Any step. */
  STEPS("partition.lua", "steps.lua", "decisions.lua", "operations.lua"),
  /** Steps that hold publications only. */
  PUBLICATIONS("partition.lua", "steps.lua", "publish.lua"),
  /** What is no step. */
  MODES("partition.lua", "decisions.lua", "modes.lua"),
  /** Replies to idempotency keys. */
  REPLIES("replies.lua");

  private final String text;
  private final String digest;

  Script(String... parts) {
    this.text = read(parts);
    this.digest = sha1(text);
  }

  /** The script that a step needs. */
  public static Script of(StepCall call) {
    for (Operation operation : call.operations()) {
      if (!(operation instanceof Operation.Publish || operation instanceof Operation.Keep)) {
        return STEPS;
      }
    }
    return PUBLICATIONS;
  }

  /** The script itself, as SCRIPT LOAD takes it. */
  public String text() {
    return text;
  }

  /** Its name for EVALSHA. */
  public String digest() {
    return digest;
  }

  /** The text of a script that is none of a node's. */
  static String text(String part) {
    return read(part);
  }

  private static String read(String... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (String part : parts) {
      try (InputStream in = Script.class.getResourceAsStream(part)) {
        if (in == null) {
          throw new IllegalStateException(part + " is missing in the module.");
        }
        in.transferTo(whole);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return whole.toString(StandardCharsets.UTF_8);
  }

  private static String sha1(String text) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(sha1.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
