package io.belfry.cluster.redis.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.wire.Bundle;
import io.belfry.cluster.redis.wire.InboxEntry;
import io.belfry.cluster.redis.wire.Inquiry;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Subject;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bundles out of bytes that may be anything. */
@Tag("CLU-073")
class BundleReaderTest {
  private static final Subject.OfChannel ROOM =
      new Subject.OfChannel("1", ChannelName.parse("room").orElseThrow());
  private static final Subject.OfUser ANN = new Subject.OfUser("1", new UserId("änn"));

  @Test
  void givenEntriesOfAllKinds_theyAreRead() throws IOException {
    byte[] bytes =
        bundle(
            7,
            "+|1:1room|änn|{\"a\":1}",
            "+|1:1room|bob|",
            "-|1:1room|änn|",
            "N|1:1room|12|",
            "y|1:1änn||",
            "x|1:1änn||",
            "H|||");

    Bundle bundle = BundleReader.read(bytes).orElseThrow();
    assertThat(bundle.number()).isEqualTo(7);
    assertThat(bundle.entries())
        .containsExactly(
            new InboxEntry.Added(ROOM, new Member(ANN.user(), "{\"a\":1}")),
            new InboxEntry.Added(ROOM, new Member(new UserId("bob"), null)),
            new InboxEntry.Removed(ROOM, ANN.user()),
            new InboxEntry.Counted(ROOM, 12),
            new InboxEntry.CameOnline(ANN),
            new InboxEntry.WentOffline(ANN),
            new InboxEntry.Nudge());
  }

  @Test
  void givenEventsAndOrders_theirBytesStayAsTheyAre() throws IOException {
    List<InboxEntry> entries =
        BundleReader.read(bundle(1, "E|c1:1room|ü|", "E|u1:1änn||8", "O|5-1|close|"))
            .orElseThrow()
            .entries();

    assertThat(entries.get(0))
        .isInstanceOfSatisfying(
            InboxEntry.Event.class,
            event -> {
              assertThat(event.subject()).isEqualTo(ROOM);
              assertThat(event.payload()).isEqualTo("ü".getBytes(UTF_8));
              assertThat(event.order()).isZero();
            });
    assertThat(entries.get(1))
        .isInstanceOfSatisfying(
            InboxEntry.Event.class,
            event -> {
              assertThat(event.subject()).isEqualTo(ANN);
              assertThat(event.order()).isEqualTo(8);
            });
    assertThat(entries.get(2))
        .isInstanceOfSatisfying(
            InboxEntry.OrderGiven.class,
            given -> {
              assertThat(given.order().id()).isEqualTo("5-1");
              assertThat(given.order().order()).isEqualTo("close".getBytes(UTF_8));
            });
  }

  @Test
  void givenAQuestionAndAnAnswer_itIsKnownWhoseTheyAre() throws IOException {
    NodeId node = new NodeId("0123456789abcdef", 2);
    List<InboxEntry> entries =
        BundleReader.read(bundle(1, "Q|" + node + "|7|who", "A|" + node + "|8|"))
            .orElseThrow()
            .entries();

    assertThat(entries.get(0))
        .isInstanceOfSatisfying(
            InboxEntry.Asked.class,
            asked -> {
              assertThat(asked.inquiry()).isEqualTo(new Inquiry(node, 7));
              assertThat(asked.question()).isEqualTo("who".getBytes(UTF_8));
            });
    assertThat(entries.get(1))
        .isInstanceOfSatisfying(
            InboxEntry.Answered.class,
            answered -> {
              assertThat(answered.node()).isEqualTo(node);
              assertThat(answered.number()).isEqualTo(8);
              assertThat(answered.answer()).isEmpty();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "Z, Z|a|b|c",
    "+, +|room|ann|",
    "+, +|1:1ro m|ann|",
    "+, +|1:1room||",
    "-, -|9:1room|ann|",
    "-, -|:1room|ann|",
    "-, -|1x1room|ann|",
    "-, -|123456:room|ann|",
    "N, N|1:1room|many|",
    "E, E|d1:1room||",
    "E, E|||",
    "E, E|c1:1room|x|one",
    "y, y|1:1||",
    "Q, Q|0123456789abcdef.1|seven|",
    "Q, Q|0123456789abcdef|7|",
    "Q, Q|0123456789ABCDEF.0|7|",
    "A, A||7|",
    "A, A|0123456789abcdef.9999999999999999999|7|"
  })
  @Tag("CLU-070")
  void givenAnEntryThatIsNotUnderstood_itIsPassedOverAndTheOthersAreRead(char kind, String entry)
      throws IOException {
    assertThat(BundleReader.read(bundle(1, "H|||", entry, "H|||")).orElseThrow().entries())
        .containsExactly(
            new InboxEntry.Nudge(), new InboxEntry.Unknown(kind), new InboxEntry.Nudge());
  }

  @Test
  void givenALengthThatCannotBeRight_whatStandsBeforeItIsRead() throws IOException {
    byte[] bytes = bundle(3, "H|||", "y|1:1ann||");
    for (int wrong : List.of(-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 100)) {
      byte[] changed = bytes.clone();
      ByteBuffer.wrap(changed).putInt(8 + 13 + 1, wrong);
      assertThat(BundleReader.read(changed).orElseThrow())
          .isEqualTo(new Bundle(3, List.of(new InboxEntry.Nudge(), new InboxEntry.Unknown('?'))));
    }
  }

  @Test
  void givenABundleThatIsCutOff_itKeepsItsNumber() throws IOException {
    byte[] bytes = bundle(3, "+|1:1room|ann|x");
    for (int end = 0; end < bytes.length; end++) {
      byte[] cut = Arrays.copyOf(bytes, end);
      if (end < 8) {
        assertThat(BundleReader.read(cut)).isEmpty();
      } else {
        assertThat(BundleReader.read(cut).orElseThrow().number()).isEqualTo(3);
      }
    }
  }

  @Test
  void givenBytesOfAnyKind_theReaderOnlyEverAnswers() throws IOException {
    Random random = new Random(4);
    byte[] good = bundle(3, "+|1:1room|ann|x", "E|c1:1room|payload|1", "N|1:1room|1|");
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      for (int changes = random.nextInt(4) + 1; changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertThat(BundleReader.read(bytes).orElseThrow().entries()).isNotEmpty();
    }
  }

  @Test
  void givenMoreEntriesThanACallCanTell_theyAreNotAllRead() throws IOException {
    String[] entries = new String[10_000];
    Arrays.fill(entries, "H|||");

    assertThat(BundleReader.read(bundle(1, entries)).orElseThrow().entries()).hasSize(4_097);
  }

  private static byte[] bundle(long number, String... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(number);
      for (String entry : entries) {
        List<String> parts = List.of(entry.split("\\|", -1));
        out.writeBytes(parts.get(0));
        for (String part : parts.subList(1, 4)) {
          out.writeInt(part.getBytes(UTF_8).length);
          out.write(part.getBytes(UTF_8));
        }
      }
    }
    return bytes.toByteArray();
  }
}
