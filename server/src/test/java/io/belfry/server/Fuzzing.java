package io.belfry.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Input made of right input: bytes are changed, left out, doubled and put together from two seeds.
 * In the build each target gets the same inputs every time. With {@code -Dbelfry.fuzz.seconds=60}
 * each gets new ones for that long, and what fails is kept below {@code src/test/resources/fuzz},
 * from where it is tried in every build.
 */
public final class Fuzzing {
  private static final int INPUTS_IN_THE_BUILD = 4_000;
  private static final int MAX_CHANGES = 6;
  private static final long SECONDS = Integer.getInteger("belfry.fuzz.seconds", 0);
  private static final Path KEPT =
      Path.of(System.getProperty("belfry.root", ".."), "server/src/test/resources/fuzz");
  private static final byte[][] PIECES =
      Stream.of(
              "{",
              "}",
              "[",
              "]",
              "\"",
              ":",
              ",",
              "\\",
              "\\u0000",
              "\\ud800",
              "null",
              "1e999",
              "-0",
              "\u0000",
              "\r\n",
              "\n",
              " ",
              "\t",
              "%",
              "%00",
              "%2F",
              "+",
              "&",
              "=",
              "#",
              "..",
              "&a ",
              "*a",
              "!!",
              "- ",
              "|",
              "\uFEFF",
              "é",
              "😀",
              "9".repeat(70),
              "[".repeat(70))
          .map(piece -> piece.getBytes(StandardCharsets.UTF_8))
          .toArray(byte[][]::new);

  private final String target;
  private final List<byte[]> seeds;

  private Fuzzing(String target, List<byte[]> seeds) {
    this.target = target;
    this.seeds = seeds;
  }

  /** Inputs for that target, made from these texts and from what has failed before. */
  public static Fuzzing of(String target, String... seeds) {
    return of(
        target,
        Stream.of(seeds).map(seed -> seed.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new));
  }

  /** The same, made from bytes. */
  public static Fuzzing of(String target, byte[]... seeds) {
    List<byte[]> all = new ArrayList<>(List.of(seeds));
    Path kept = KEPT.resolve(target);
    if (Files.isDirectory(kept)) {
      try (Stream<Path> files = Files.list(kept)) {
        for (Path file : files.sorted().toList()) {
          all.add(Files.readAllBytes(file));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new Fuzzing(target, all);
  }

  /** Gives each input to the consumer, which fails when the input breaks what it must not break. */
  public void feed(Consumer<byte[]> input) {
    feed(INPUTS_IN_THE_BUILD, input);
  }

  /** The same with another number of inputs in the build, for what takes longer. */
  public void feed(int inputsInTheBuild, Consumer<byte[]> input) {
    seeds.forEach(seed -> give(seed, input));
    Random random = new Random(SECONDS > 0 ? System.nanoTime() : target.hashCode());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    for (int i = 0; SECONDS > 0 ? System.nanoTime() < deadline : i < inputsInTheBuild; i++) {
      give(mutated(random), input);
    }
  }

  private void give(byte[] bytes, Consumer<byte[]> input) {
    try {
      input.accept(bytes.clone());
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      keep(bytes);
      throw new AssertionError(
          target + " fails on the bytes " + HexFormat.of().formatHex(bytes), e);
    }
  }

  private void keep(byte[] bytes) {
    if (SECONDS > 0) {
      try {
        Path folder = Files.createDirectories(KEPT.resolve(target));
        Files.write(folder.resolve(Integer.toHexString(Arrays.hashCode(bytes))), bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private byte[] mutated(Random random) {
    byte[] bytes = seeds.get(random.nextInt(seeds.size()));
    for (int changes = 1 + random.nextInt(MAX_CHANGES); changes > 0; changes--) {
      bytes = changed(bytes, random);
    }
    return bytes;
  }

  private byte[] changed(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length + 1);
    int to = at + random.nextInt(bytes.length - at + 1);
    return switch (random.nextInt(6)) {
      case 0 -> join(bytes, at, PIECES[random.nextInt(PIECES.length)], at);
      case 1 ->
          join(bytes, at, new byte[] {(byte) random.nextInt(256)}, Math.min(at + 1, bytes.length));
      case 2 -> join(bytes, at, new byte[0], to);
      case 3 -> join(bytes, to, Arrays.copyOfRange(bytes, at, Math.min(to, at + 64)), to);
      case 4 -> join(bytes, at, PIECES[random.nextInt(PIECES.length)], to);
      default -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        yield join(
            bytes,
            at,
            Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length),
            to);
      }
    };
  }

  /** The bytes before {@code at}, the middle, and the bytes from {@code from} on. */
  private static byte[] join(byte[] bytes, int at, byte[] middle, int from) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.write(bytes, 0, at);
    joined.writeBytes(middle);
    joined.write(bytes, from, bytes.length - from);
    return joined.toByteArray();
  }
}
