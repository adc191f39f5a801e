package io.belfry.server;

import static io.belfry.server.DeflateClient.COMPRESSED;
import static io.belfry.server.DeflateClient.FINAL;
import static io.belfry.server.DeflateClient.deflate;
import static io.belfry.server.DeflateClient.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.net.SocketLayer;
import io.belfry.testkit.Frame;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What RFC 6455 and RFC 7692 say of frames, as one table of bytes and of what is heard then, word
 * for word: over each transport, and in the clear as well as over TLS. The server says back what it
 * is told.
 */
class EchoTest {
  private static final int MAX_BYTES = 1 << 20;
  private static final int CONTINUATION = 0;
  private static final byte[] NONE = {};

  @TempDir static Path folder;
  private static SslContext ofServer;
  private static SSLContext ofClient;

  @BeforeAll
  static void makeAKey() throws Exception {
    SelfSigned certificate = SelfSigned.in(folder);
    ofServer =
        SslContextBuilder.forServer(certificate.forServer()).sslProvider(SslProvider.JDK).build();
    ofClient = certificate.forClient();
  }

  /**
   * A row of the table.
   *
   * @param name what it is about
   * @param bytes what the client says
   * @param heard all that it hears; a close is the last
   */
  @SuppressWarnings("ArrayRecordComponent") // read by tests only
  private record Row(String name, byte[] bytes, List<String> heard) {
    boolean ends() {
      return heard.get(heard.size() - 1).startsWith("close");
    }
  }

  private final List<Row> rows = new ArrayList<>();

  private void row(String name, byte[] bytes, String... heard) {
    rows.add(new Row(name, bytes, List.of(heard)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hex(String hex) {
    return HexFormat.ofDelimiter(" ").parseHex(hex);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List.of(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static byte[] text(String text) {
    return frame(FINAL | Frame.TEXT, utf8(text));
  }

  private static byte[] compressed(byte[] payload) {
    return frame(FINAL | COMPRESSED | Frame.TEXT, payload);
  }

  private static byte[] close(int code, byte... reason) {
    byte[] payload =
        ByteBuffer.allocate(2 + reason.length).putShort((short) code).put(reason).array();
    return frame(FINAL | Frame.CLOSE, payload);
  }

  /** A message in frames of so many bytes. */
  private static byte[] inFragments(int first, byte[] payload, int size) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int at = 0; at < payload.length; at += size) {
      int end = Math.min(at + size, payload.length);
      int bits = (at == 0 ? first : CONTINUATION) | (end == payload.length ? FINAL : 0);
      all.writeBytes(frame(bits, Arrays.copyOfRange(payload, at, end)));
    }
    return all.toByteArray();
  }

  private void messages() {
    String long1 = "x".repeat(126);
    String long2 = "é".repeat(40_000);
    row("an empty text", text(""), "text ");
    row("a text", text("hé 漢 😀"), "text hé 漢 😀");
    for (int size : new int[] {125, 126, 127, 128, 65_535, 65_536}) {
      row("a text of " + size, text("a".repeat(size)), "text " + "a".repeat(size));
      byte[] binary = frame(FINAL | Frame.BINARY, utf8("b".repeat(size)));
      row("bytes, " + size, binary, "binary " + "b".repeat(size));
    }
    row("texts behind each other", join(text("a"), text("b")), "text a", "text b");
    row(
        "a text in fragments, with a ping between",
        join(
            frame(Frame.TEXT, utf8("a")),
            frame(FINAL | Frame.PING, utf8("p")),
            frame(CONTINUATION, NONE),
            frame(FINAL, utf8("b"))),
        "pong p",
        "text ab");
    row(
        "a text in empty fragments",
        join(frame(Frame.TEXT, NONE), frame(CONTINUATION, NONE), frame(FINAL, NONE)),
        "text ");
    row("a text in fragments of a byte", inFragments(Frame.TEXT, utf8(long1), 1), "text " + long1);
    row("a long text in fragments", inFragments(Frame.TEXT, utf8(long2), 999), "text " + long2);
    row(
        "a ping of 125 bytes",
        frame(FINAL | Frame.PING, utf8("p".repeat(125))),
        "pong " + "p".repeat(125));
    row(
        "a pong that nobody has asked for",
        join(frame(FINAL | Frame.PONG, utf8("x")), text("a")),
        "text a");
  }

  private void forbidden() {
    for (int bits : new int[] {0x10, 0x20, 0x30, 0x60, 0x70}) {
      for (int opcode : new int[] {Frame.TEXT, Frame.BINARY, Frame.PING, Frame.CLOSE}) {
        row("bits " + bits + " on " + opcode, frame(FINAL | bits | opcode, NONE), "close 1002");
      }
    }
    for (int opcode : new int[] {Frame.PING, Frame.PONG, Frame.CLOSE}) {
      row(
          "a compressed " + opcode,
          frame(FINAL | COMPRESSED | opcode, hex("4b 04 00")),
          "close 1002");
    }
    row(
        "a continuation that says it is compressed",
        join(frame(Frame.TEXT, utf8("a")), frame(FINAL | COMPRESSED, deflate(utf8("b")))),
        "close 1002");
    row(
        "a continuation of a compressed one that says it again",
        join(
            frame(COMPRESSED | Frame.TEXT, hex("f2 48")),
            frame(FINAL | COMPRESSED, hex("cd c9 c9 07 00"))),
        "close 1002");
    row("an opcode of nobody's", frame(FINAL | 3, NONE), "close 1002");
    row(
        "a continuation of nothing",
        join(text("a"), frame(FINAL, utf8("b"))),
        "text a",
        "close 1002");
    row("a ping in fragments", frame(Frame.PING, NONE), "close 1002");
    row("a ping of 126 bytes", frame(FINAL | Frame.PING, new byte[126]), "close 1002");
    row("a text in a text", join(frame(Frame.TEXT, NONE), text("a")), "close 1002");
    row("a text that is not masked", hex("81 01 78"), "close 1002");
    row("too long a length", hex("81 ff 00 00 00 00 00 00 00 7d 00 00 00 00"), "close 1002");
    row("a length without end", hex("81 ff ff ff ff ff ff ff ff ff 00 00 00 00"), "close 1002");
    row("a message over the limit", hex("81 ff 00 00 00 00 00 10 00 01 00 00 00 00"), "close 1009");
    row("bytes over the limit", hex("82 ff 00 00 00 00 00 10 00 01 00 00 00 00"), "close 1009");
    row("a text that is none", frame(FINAL | Frame.TEXT, hex("ce ba ed a0 80")), "close 1007");
    row("a text that begins wrongly", frame(Frame.TEXT, hex("61 f4 90")), "close 1007");
    row("a text that is cut", frame(FINAL | Frame.TEXT, hex("61 f0 9f 98")), "close 1007");
    row(
        "what is good before what is not",
        join(text("a"), frame(Frame.PING, NONE)),
        "text a",
        "close 1002");
  }

  private void closes() {
    row("a close that says nothing", frame(FINAL | Frame.CLOSE, NONE), "close");
    row("a close with half a code", frame(FINAL | Frame.CLOSE, hex("03")), "close 1002");
    for (int code : new int[] {1000, 1001, 1002, 1003, 1007, 1011, 1014, 3000, 3999, 4000, 4999}) {
      row("code " + code, close(code, utf8("gründlich")), "close " + code);
    }
    for (int code :
        new int[] {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535}) {
      row("code " + code, close(code), "close 1002");
    }
    row("a reason that is no text", close(1000, hex("61 ed a0 80")), "close 1007");
    row("a reason that is cut", close(1000, hex("c3")), "close 1007");
    row("a reason of 123 bytes", close(1000, new byte[123]), "close 1000");
    row("a close of 126 bytes", frame(FINAL | Frame.CLOSE, new byte[126]), "close 1002");
    row("a close twice", join(close(1000), close(1001)), "close 1000");
    row("what comes behind a close", join(close(1000), text("a"), frame(0x70, NONE)), "close 1000");
    row("a close within a message", join(frame(Frame.TEXT, utf8("a")), close(1001)), "close 1001");
    row(
        "a close within a compressed message",
        join(frame(COMPRESSED | Frame.TEXT, hex("f2 48")), close(1001)),
        "close 1001");
  }

  private void compressedOnes() {
    String json = "{\"event\":\"é漢😀\",\"n\":0}".repeat(2_000);
    for (int level : new int[] {0, 1, 6, 9}) {
      row("level " + level, compressed(deflate(utf8(json), level)), "text " + json);
      byte[] payload = deflate(utf8("Hello"), level);
      row("level " + level + ", short", compressed(payload), "text Hello");
      row(
          "level " + level + ", in fragments of a byte",
          inFragments(COMPRESSED | Frame.TEXT, payload, 1),
          "text Hello");
    }
    row(
        "in fragments",
        inFragments(COMPRESSED | Frame.TEXT, deflate(utf8(json)), 37),
        "text " + json);
    row(
        "bytes",
        frame(FINAL | COMPRESSED | Frame.BINARY, deflate(utf8("x".repeat(3_000)))),
        "binary " + "x".repeat(3_000));
    row(
        "one that is and one that is not",
        join(compressed(hex("f2 48 cd c9 c9 07 00")), text("a")),
        "text Hello",
        "text a");
    row(
        "the same window twice",
        join(compressed(hex("f2 48 cd c9 c9 07 00")), compressed(hex("f2 48 cd c9 c9 07 00"))),
        "text Hello",
        "text Hello");
    row("an empty one", compressed(hex("00")), "text ");
    row("an empty one of other blocks", compressed(hex("02 00")), "text ");
    row("an uncompressed block", compressed(hex("00 05 00 fa ff 48 65 6c 6c 6f 00")), "text Hello");
    row("a last block", compressed(hex("f3 48 cd c9 c9 07 00 00")), "text Hello");
    row(
        "a last block and another",
        compressed(hex("f3 48 cd c9 c9 07 00 f2 48 cd c9 c9 07 00")),
        "text HelloHello");
    row("two blocks", compressed(hex("f2 48 05 00 00 00 ff ff ca c9 c9 07 00")), "text Hello");
    row(
        "fragments with a ping and an empty one between",
        join(
            frame(COMPRESSED | Frame.TEXT, hex("f2 48 cd")),
            frame(FINAL | Frame.PING, NONE),
            frame(CONTINUATION, NONE),
            frame(FINAL, hex("c9 c9 07 00"))),
        "pong ",
        "text Hello");
    row(
        "one with an empty end",
        join(frame(COMPRESSED | Frame.TEXT, hex("f2 48 cd c9 c9 07 00")), frame(FINAL, NONE)),
        "text Hello");
    row(
        "random bytes",
        frame(FINAL | COMPRESSED | Frame.BINARY, deflate(utf8("a0é"), Deflater.HUFFMAN_ONLY)),
        "binary a0é");
  }

  private void notCompressed() {
    row("no byte at all", compressed(NONE), "close 1007");
    row("a block of no kind", compressed(hex("06 00")), "close 1007");
    row(
        "a length that does not fit",
        compressed(hex("00 05 00 fa fe 48 65 6c 6c 6f 00")),
        "close 1007");
    row("a reference to before the beginning", compressed(hex("02 13 00 00")), "close 1007");
    row("one that breaks off", compressed(hex("f2 48 cd c9")), "close 1007");
    row(
        "an uncompressed block that breaks off",
        compressed(hex("00 0a 00 f5 ff 48 65")),
        "close 1007");
    row(
        "a last block without what has to follow",
        compressed(hex("f3 48 cd c9 c9 07 00")),
        "close 1007");
    row(
        "something behind a last block",
        compressed(hex("f3 48 cd c9 c9 07 00 ff ff ff")),
        "close 1007");
    row(
        "a stream of zlib",
        compressed(hex("78 9c f3 48 cd c9 c9 07 00 05 8c 01 f5")),
        "close 1007");
    row(
        "a window that is gone",
        join(compressed(deflate(utf8("Hello, Hello"))), compressed(hex("f2 00 11 00 00"))),
        "text Hello, Hello",
        "close 1007");
    row("no text", compressed(deflate(hex("61 ff"))), "close 1007");
    row(
        "a text that is cut when it is inflated",
        compressed(deflate(hex("61 e6 bc"))),
        "close 1007");
    byte[] most = deflate(new byte[MAX_BYTES]);
    row("as much as may be", compressed(most), "text " + "\0".repeat(MAX_BYTES));
    row("a byte more", compressed(deflate(new byte[MAX_BYTES + 1])), "close 1009");
    row(
        "a byte more in bytes",
        frame(FINAL | COMPRESSED | Frame.BINARY, deflate(new byte[MAX_BYTES + 1])),
        "close 1009");
    byte[] endless = deflate(new byte[32 << 20]);
    row("very much of one letter", compressed(endless), "close 1009");
    row(
        "very much that is not whole",
        frame(COMPRESSED | Frame.TEXT, Arrays.copyOf(endless, endless.length / 2)),
        "close 1009");
    byte[] wrong = new byte[40_000];
    Arrays.fill(wrong, (byte) 'a');
    wrong[20_000] = -1;
    row(
        "no text, in a message that is not whole",
        frame(COMPRESSED | Frame.TEXT, deflate(wrong, Deflater.NO_COMPRESSION)),
        "close 1007");
  }

  private DeflateClient connect(TestServer server, boolean isEncrypted) throws IOException {
    Socket below = new Socket(InetAddress.getLoopbackAddress(), server.port());
    DeflateClient client =
        new DeflateClient(
            isEncrypted
                ? ofClient.getSocketFactory().createSocket(below, "localhost", server.port(), true)
                : below);
    client.upgrade(EchoServer.TARGET, "permessage-deflate; client_max_window_bits");
    assertThat(client.agreed()).startsWith("permessage-deflate; server_no_context_takeover");
    return client;
  }

  @ParameterizedTest
  @Tag("THR-23")
  @Tag("THR-25")
  @Tag("THR-26")
  @Tag("THR-27")
  @CsvSource({"epoll, false", "io_uring, false", "nio, false", "auto, true"})
  void givenTheTableOfFrames_eachIsHeardAsItHasToBe(String transport, boolean isEncrypted)
      throws IOException {
    messages();
    forbidden();
    closes();
    compressedOnes();
    notCompressed();
    SocketLayer below =
        isEncrypted
            ? (pipeline, input, peer) ->
                pipeline.addLast(ofServer.newHandler(ByteBufAllocator.DEFAULT))
            : SocketLayer.NONE;
    try (TestServer server = EchoServer.start(transport, below, MAX_BYTES)) {
      for (Row row : rows) {
        try (DeflateClient client = connect(server, isEncrypted)) {
          hear(client, row);
        }
      }
      for (Row row : rows.stream().filter(Row::ends).toList()) {
        try (DeflateClient client = connect(server, isEncrypted)) {
          heardByWhoSaysNoMore(client, row);
        }
      }
    }
  }

  private static void hear(DeflateClient client, Row row) {
    client.sendBytes(row.bytes());
    for (String expected : row.heard()) {
      String said = client.next().said();
      assertThat(said.equals(expected))
          .as("%s: %s", row.name(), said.substring(0, Math.min(99, said.length())))
          .isTrue();
    }
    if (row.ends()) {
      client.awaitEnd();
    } else {
      client.send(FINAL | Frame.PING, utf8("still there?"));
      assertThat(client.next().said()).as(row.name()).isEqualTo("pong still there?");
    }
  }

  /** The socket is closed on the client's side as soon as all is said, and read to its end. */
  private static void heardByWhoSaysNoMore(DeflateClient client, Row row) {
    client.sendBytes(row.bytes());
    client.shutdownOutput();
    String last = "";
    for (int i = 0; i < row.heard().size(); i++) {
      last = client.next().said();
    }
    assertThat(last).as(row.name()).isEqualTo(row.heard().get(row.heard().size() - 1));
    client.awaitEnd();
  }
}
