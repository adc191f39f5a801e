package io.belfry.cli.train;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a command prints, to be read while it runs.
 *
 * <p>Thread: thread-safe.
 */
final class Printed extends ByteArrayOutputStream {
  private static final long PATIENCE_SECONDS = 30;

  @Override
  public synchronized void write(byte[] bytes, int from, int length) {
    super.write(bytes, from, length);
    notifyAll();
  }

  /** The port at the end of the line that has these words. */
  int port(String words) throws InterruptedException, TimeoutException {
    String word = lastWord(words);
    String port = word.substring(word.lastIndexOf(':') + 1);
    return Integer.parseInt(port.endsWith("/") ? port.substring(0, port.length() - 1) : port);
  }

  /** The last word of the line that has these words; waits for the line. */
  synchronized String lastWord(String words) throws InterruptedException, TimeoutException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      String text = toString(StandardCharsets.UTF_8);
      int at = text.indexOf(words);
      int lineEnd = at < 0 ? -1 : text.indexOf('\n', at);
      if (lineEnd > 0) {
        String line = text.substring(at, lineEnd).strip();
        return line.substring(line.lastIndexOf(' ') + 1);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    throw new TimeoutException("The server does not say \"" + words + "\".");
  }
}
