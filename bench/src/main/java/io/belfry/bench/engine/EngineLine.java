package io.belfry.bench.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.belfry.bench.run.Complaint;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/**
 * A connection to an engine: commands in RESP, any number of them before the first answer, and
 * answers of which only errors and texts are looked at.
 *
 * <p>Thread: confined to its caller.
 */
final class EngineLine implements AutoCloseable {
  private static final byte[] LINE_END = {'\r', '\n'};

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  EngineLine(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    } catch (IOException e) {
      throw new Complaint("Cannot connect to the engine", e);
    }
  }

  /** Asks and waits. */
  String ask(String... words) {
    head(words.length);
    for (String word : words) {
      word(word.getBytes(UTF_8));
    }
    return await();
  }

  /** Begins a command of so many words. */
  void head(int words) {
    write(("*" + words + "\r\n").getBytes(US_ASCII));
  }

  /** A word of the command that has begun. */
  void word(byte[] word) {
    write(("$" + word.length + "\r\n").getBytes(US_ASCII));
    write(word);
    write(LINE_END);
  }

  private void write(byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException e) {
      throw new Complaint("The engine closed the connection", e);
    }
  }

  /** Sends what was written, and waits for the next answer; its texts, one after the other. */
  String await() {
    StringBuilder texts = new StringBuilder();
    try {
      out.flush();
      read(texts);
    } catch (IOException e) {
      throw new Complaint("The engine closed the connection", e);
    }
    return texts.toString();
  }

  /** Sends what was written, and reads whatever comes until the other side ends. */
  void drain() {
    try {
      out.flush();
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // It has ended, which is what this waits for.
      return;
    }
  }

  private void read(StringBuilder texts) throws IOException {
    String line = line();
    switch (line.charAt(0)) {
      case '*', '%', '>' -> {
        int count = Integer.parseInt(line.substring(1));
        for (int i = 0; i < count; i++) {
          read(texts);
        }
      }
      case '$' -> {
        int length = Integer.parseInt(line.substring(1));
        if (length >= 0) {
          texts.append(new String(in.readNBytes(length), UTF_8)).append(' ');
          in.skipNBytes(LINE_END.length);
        }
      }
      case '-' -> throw new Complaint("The engine says: " + line);
      default -> texts.append(line, 1, line.length()).append(' ');
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\r'; next = in.read()) {
      if (next < 0) {
        throw new IOException("end of stream");
      }
      line.append((char) next);
    }
    in.skipNBytes(1);
    return line.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new Complaint("Cannot close the connection to the engine", e);
    }
  }
}
