package io.belfry.server.net.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.Fuzzing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PROXY headers, as the bytes that they are. */
@Tag("THR-33")
class ProxyHeaderTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final String IPV4 = "cb007107" + "0a000001" + "1267" + "01bb";
  private static final String IPV6 =
      "20010db8000000000000000000000001" + "fd000000000000000000000000000001" + "1267" + "01bb";
  private static final String BEHIND = "474554";

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  /** A header of version 2, with the length that its body has. */
  private static String binary(String command, String family, String body) {
    return SIGNATURE + command + family + "%04x".formatted(body.length() / 2) + body;
  }

  /** What the bytes say; what stands behind the header has to be left there. */
  private static String read(byte[] header) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(header);
    all.writeBytes(hex(BEHIND));
    ByteBuf bytes = Unpooled.wrappedBuffer(all.toByteArray());
    for (int length = 0; length < header.length; length++) {
      ByteBuf part = bytes.slice(0, length);
      assertThat(readFrom(part)).isEqualTo("incomplete");
      assertThat(part.readerIndex()).isZero();
    }
    String said = readFrom(bytes);
    assertThat(bytes.readableBytes()).isEqualTo(BEHIND.length() / 2);
    return said;
  }

  private static String readFrom(ByteBuf bytes) {
    try {
      ProxyHeader header = ProxyHeader.read(bytes);
      if (header == null) {
        return "incomplete";
      }
      String source = header.source() == null ? "untold" : header.source().getHostAddress();
      return source + (header.isEncrypted() ? " over TLS" : "");
    } catch (ProxyHeader.Malformed e) {
      return "malformed: " + e.getMessage();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PROXY TCP4 203.0.113.7 10.0.0.1 4711 443|203.0.113.7",
        "PROXY TCP4 203.0.113.7 10.0.0.1 0 65535|203.0.113.7",
        "PROXY TCP6 2001:db8::1 fd00::1 4711 443|2001:db8:0:0:0:0:0:1",
        "PROXY TCP6 ::ffff:203.0.113.7 ::ffff:10.0.0.1 4711 443|203.0.113.7",
        "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535|ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "PROXY UNKNOWN|untold",
        "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535|untold",
      })
  void givenALine_itTellsTheAddress(String line, String said) {
    assertThat(read((line + "\r\n").getBytes(StandardCharsets.US_ASCII))).isEqualTo(said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY \r\n",
        "PROXY TCP4\r\n",
        "PROXY TCP4 203.0.113.7 10.0.0.1 4711\r\n",
        "PROXY TCP4 203.0.113.7 10.0.0.1 4711 443 \r\n",
        "PROXY TCP4  203.0.113.7 10.0.0.1 4711 443\r\n",
        "PROXY TCP4 203.0.113.7\t10.0.0.1 4711 443\r\n",
        "PROXY TCP4 203.0.113.7 10.0.0.1 4711 65536\r\n",
        "PROXY TCP4 203.0.113.7 10.0.0.1 -1 443\r\n",
        "PROXY TCP4 203.0.113.7 10.0.0.1 +1 443\r\n",
        "PROXY TCP4 203.0.113.7 10.0.0.1 01 443\r\n",
        "PROXY TCP4 203.0.113.7 10.0.0.1 ١ 443\r\n",
        "PROXY TCP4 203.0.113.256 10.0.0.1 4711 443\r\n",
        "PROXY TCP4 203.0.113 10.0.0.1 4711 443\r\n",
        "PROXY TCP4 203.0.113.07 10.0.0.1 4711 443\r\n",
        "PROXY TCP4 203.0.113.7 010.0.0.1 4711 443\r\n",
        "PROXY TCP6 ::ffff:203.00.113.7 fd00::1 4711 443\r\n",
        "PROXY TCP4 2001:db8::1 fd00::1 4711 443\r\n",
        "PROXY TCP4 203.0.113.7 fd00::1 4711 443\r\n",
        "PROXY TCP6 203.0.113.7 10.0.0.1 4711 443\r\n",
        "PROXY TCP6 2001:db8::1%1 fd00::1 4711 443\r\n",
        "PROXY TCP6 [2001:db8::1] fd00::1 4711 443\r\n",
        "PROXY TCP4 localhost 10.0.0.1 4711 443\r\n",
        "PROXY UDP4 203.0.113.7 10.0.0.1 4711 443\r\n",
        "PROXY tcp4 203.0.113.7 10.0.0.1 4711 443\r\n",
        "proxy TCP4 203.0.113.7 10.0.0.1 4711 443\r\n",
        "PROXY UNKNOWN\n",
        "PROXY TCP4 203.0.113.7 10.0.0.1 4711 443\n",
        "PROXY TCP4 203.0.113.7 10.0.0.1 4711 443\r\r\n",
        "GET / HTTP/1.1\r\n",
        "P ROXY",
        "\u0000",
      })
  void givenALineThatIsNone_itIsRefused(String line) {
    assertThat(readFrom(Unpooled.copiedBuffer(line, StandardCharsets.UTF_8)))
        .startsWith("malformed");
  }

  @Test
  void givenALineWithoutEnd_itIsRefusedBeyond107Bytes() {
    String line = "PROXY UNKNOWN " + "x".repeat(107 - 16) + "\r\n";
    assertThat(readFrom(Unpooled.copiedBuffer(line, StandardCharsets.US_ASCII)))
        .isEqualTo("untold");
    assertThat(readFrom(Unpooled.copiedBuffer("x" + line, StandardCharsets.US_ASCII)))
        .startsWith("malformed");
    String longer = line.replace("UNKNOWN ", "UNKNOWN x");
    assertThat(readFrom(Unpooled.copiedBuffer(longer, StandardCharsets.US_ASCII)))
        .contains("longer than 107");
    assertThat(readFrom(Unpooled.copiedBuffer(longer, 0, 107, StandardCharsets.US_ASCII)))
        .contains("longer than 107");
  }

  @Test
  void givenABinaryHeader_itTellsTheAddress() {
    assertThat(read(hex(binary("21", "11", IPV4)))).isEqualTo("203.0.113.7");
    assertThat(read(hex(binary("21", "21", IPV6)))).isEqualTo("2001:db8:0:0:0:0:0:1");
    assertThat(read(hex(binary("21", "11", IPV4 + "040003616263" + "ea0000"))))
        .isEqualTo("203.0.113.7");
    String mapped = "00000000000000000000ffffcb007107" + "00".repeat(16) + "00000000";
    assertThat(read(hex(binary("21", "21", mapped)))).isEqualTo("203.0.113.7");
  }

  @Test
  void givenABinaryHeaderOfNoAddress_itTellsNone() {
    assertThat(read(hex(binary("20", "00", "")))).isEqualTo("untold");
    assertThat(read(hex(binary("20", "11", IPV4)))).isEqualTo("untold");
    assertThat(read(hex(binary("20", "ff", "0102")))).isEqualTo("untold");
    assertThat(read(hex(binary("21", "00", "")))).isEqualTo("untold");
    assertThat(read(hex(binary("21", "31", "2f".repeat(216))))).isEqualTo("untold");
  }

  @Test
  void givenABinaryHeaderThatTellsOfTls_itIsEncrypted() {
    String used = "200005" + "01" + "00000000";
    assertThat(read(hex(binary("21", "11", IPV4 + used)))).isEqualTo("203.0.113.7 over TLS");
    String withMore = "200010" + "07" + "00000000" + "210008" + "544c5376312e3300";
    assertThat(read(hex(binary("21", "11", IPV4 + withMore)))).isEqualTo("203.0.113.7 over TLS");
    String notUsed = "200005" + "06" + "00000000";
    assertThat(read(hex(binary("21", "11", IPV4 + notUsed)))).isEqualTo("203.0.113.7");
  }

  @Test
  void givenAChecksum_itHasToBeRight() {
    byte[] header = hex(binary("21", "11", IPV4 + "03000400000000" + "040000"));
    CRC32C sum = new CRC32C();
    sum.update(header);
    int at = header.length - 7;
    for (int i = 0; i < 4; i++) {
      header[at + i] = (byte) (sum.getValue() >> (24 - 8 * i));
    }
    assertThat(read(header)).isEqualTo("203.0.113.7");
    header[16]++;
    assertThat(readFrom(Unpooled.wrappedBuffer(header))).contains("checksum");
  }

  @ParameterizedTest
  @CsvSource({
    "22,11," + IPV4,
    "11,11," + IPV4,
    "31,11," + IPV4,
    "21,12," + IPV4,
    "21,22," + IPV6,
    "21,13," + IPV4,
    "21,41," + IPV4,
    "21,10," + IPV4,
    "21,11," + "cb0071070a0000011267",
    "21,21," + IPV4,
    "21,31," + IPV4,
    "21,11," + IPV4 + "00",
    "21,11," + IPV4 + "0400",
    "21,11," + IPV4 + "04000261",
    "21,11," + IPV4 + "030003000000",
    "21,11," + IPV4 + "03000400000000" + "03000400000000",
    "21,11," + IPV4 + "2000040100000000",
    "21,11," + IPV4 + "2000050100000000" + "2000050100000000",
  })
  void givenABrokenBinaryHeader_itIsRefused(String command, String family, String body) {
    assertThat(readFrom(Unpooled.wrappedBuffer(hex(binary(command, family, body)))))
        .startsWith("malformed");
  }

  @Test
  void givenABinaryHeaderThatAnnouncesTooMuch_itIsRefusedBeforeItComes() {
    assertThat(readFrom(Unpooled.wrappedBuffer(hex(SIGNATURE + "21" + "11" + "1001"))))
        .contains("longer than 4096");
    assertThat(readFrom(Unpooled.wrappedBuffer(hex(SIGNATURE + "21" + "11" + "1000"))))
        .isEqualTo("incomplete");
    assertThat(readFrom(Unpooled.wrappedBuffer(hex(SIGNATURE + "41" + "11" + "0000"))))
        .startsWith("malformed");
  }

  @Test
  void givenTwoSignatures_theLatterIsNoAddress() {
    assertThatThrownBy(
            () -> ProxyHeader.read(Unpooled.wrappedBuffer(hex(SIGNATURE.replace("51", "52")))))
        .isInstanceOf(ProxyHeader.Malformed.class);
  }

  /** A header is taken whole, found incomplete with nothing taken, or refused. */
  @Test
  @Tag("THR-29")
  void givenAnyBytes_theyAreAHeaderOrNoneOrTheBeginningOfOne() {
    Fuzzing.of(
            "proxy-header",
            "PROXY TCP4 203.0.113.7 10.0.0.1 4711 443\r\n".getBytes(StandardCharsets.US_ASCII),
            "PROXY TCP6 2001:db8::1 fd00::1 4711 443\r\n".getBytes(StandardCharsets.US_ASCII),
            "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII),
            hex(binary("21", "11", IPV4 + "2000050100000000" + "040000")),
            hex(binary("21", "21", IPV6)),
            hex(binary("20", "00", "")))
        .feed(
            bytes -> {
              ByteBuf input = Unpooled.wrappedBuffer(bytes);
              String said = readFrom(input);
              int taken = input.readerIndex();
              if (said.equals("incomplete")) {
                assertThat(taken).isZero();
                assertThat(bytes.length).isLessThan(16 + 4096);
              } else if (!said.startsWith("malformed")) {
                assertThat(taken).isBetween(15, 16 + 4096);
                // The same whatever comes behind it, and not before its last byte.
                assertThat(readFrom(Unpooled.wrappedBuffer(bytes, 0, taken))).isEqualTo(said);
                assertThat(readFrom(Unpooled.wrappedBuffer(bytes, 0, taken - 1)))
                    .isEqualTo("incomplete");
              }
            });
  }
}
