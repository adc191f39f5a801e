package io.belfry.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.audit.AuditEntry.AuditOutcome;
import io.belfry.server.audit.AuditEntry.Concerned;
import io.belfry.server.audit.AuditEntry.Means;
import io.belfry.server.audit.AuditEntry.What;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.node.Breakdown;
import io.belfry.testkit.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of entries between the event loops and the file. */
class AuditTurnsTest {
  @TempDir Path folder;

  private final ManualClock clock = new ManualClock();
  private final HandedOver handedOver = new HandedOver();
  private final Metrics metrics = new Metrics(() -> List.of("1"), all -> {});

  private AuditTurns turns() {
    return new AuditTurns(
        handedOver,
        new AuditLog.AuditSettings(folder.resolve("audit"), 90, 1 << 30, true),
        new AuditLog.AuditParts("n", clock, clock::nanoTime, metrics, new Breakdown()));
  }

  private static AuditEntry signedIn(String user) {
    return entry(AuditOutcome.ACCEPTED, "signed_in", new Concerned(user, "1.1", null, null));
  }

  private static AuditEntry refused(int address) {
    try {
      byte[] bytes = {10, (byte) (address >> 16), (byte) (address >> 8), (byte) address};
      Concerned who = new Concerned(null, "1." + address, InetAddress.getByAddress(bytes), null);
      return entry(AuditOutcome.REFUSED, "signature_wrong", who);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static AuditEntry entry(AuditOutcome outcome, String reason, Concerned who) {
    return new AuditEntry(What.SIGN_IN, outcome, reason, "1", who, Means.hmac("k"));
  }

  private HandedOver.Offer note(AuditTurns turns, AuditEntry entry) {
    HandedOver.Offer offered = handedOver.offer(new AuditLine(clock.millis(), entry));
    if (offered == HandedOver.Offer.LOST) {
      turns.lost(entry);
    }
    return offered;
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder.resolve("audit"))) {
      for (Path file : all.sorted().toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  @Test
  @Tag("USR-071")
  void givenMoreThanFits_theRestIsDroppedAndTheNextLineSaysHowMany() throws Exception {
    AuditTurns turns = turns();
    for (int i = 0; i < 10_007; i++) {
      note(turns, signedIn("u" + i));
    }
    turns.turn();
    assertThat(lines()).hasSize(10_000);
    assertThat(lines().get(0)).endsWith("\"key\":\"k\",\"method\":\"hmac\",\"dropped\":7}");
    assertThat(lines().get(1)).doesNotContain("dropped");
    note(turns, signedIn("last"));
    turns.turn();
    assertThat(lines().get(10_000)).doesNotContain("dropped");
    assertThat(turns.dropped()).isEqualTo(7);
  }

  @Test
  @Tag("USR-071")
  void givenAFloodOfRefusals_thereIsRoomForSignIns() throws Exception {
    AuditTurns turns = turns();
    for (int i = 0; i < 20_000; i++) {
      note(turns, refused(i));
    }
    assertThat(note(turns, signedIn("ada"))).isEqualTo(HandedOver.Offer.TAKEN);
    turns.end();
    assertThat(lines()).anyMatch(line -> line.contains("\"user_id\":\"ada\""));
  }

  @Test
  @Tag("USR-073")
  void givenAThousandAddresses_aHundredHaveLinesAndTheOthersOneTogether() throws Exception {
    AuditTurns turns = turns();
    for (int i = 0; i < 1_000; i++) {
      note(turns, refused(i));
      note(turns, refused(i));
    }
    turns.turn();
    clock.advance(Duration.ofSeconds(1));
    turns.turn();
    assertThat(lines()).hasSize(100 + 100 + 1);
    assertThat(lines().get(200))
        .contains("\"reason\":\"signature_wrong\"")
        .endsWith("\"count\":1800}")
        .doesNotContain("address", "socket_id");
    clock.advance(Duration.ofSeconds(1));
    turns.turn();
    note(turns, refused(2_000));
    turns.turn();
    assertThat(lines().get(201)).contains("\"address\":\"10.0.7.208\"").doesNotContain("count");
  }

  @Test
  @Tag("USR-071")
  void givenADiskThatTakesNothing_whatIsLostIsToldByTheFirstLineThatIsWritten() throws Exception {
    AuditTurns turns = turns();
    Files.createFile(folder.resolve("audit"));
    note(turns, signedIn("ada"));
    note(turns, signedIn("bob"));
    turns.turn();
    assertThat(turns.state()).isEqualTo(AuditLog.AuditState.FAILING);
    Files.delete(folder.resolve("audit"));
    note(turns, signedIn("carl"));
    turns.turn();
    assertThat(turns.state()).isEqualTo(AuditLog.AuditState.WRITING);
    assertThat(lines()).singleElement().asString().contains("carl").contains("\"dropped\":2}");
  }

  @Test
  @Tag("USR-070")
  void givenWhatAStrangerWrote_itStaysOnItsLineAndIsCut() throws Exception {
    AuditTurns turns = turns();
    Concerned who = new Concerned("a\n\"\\\ud800\u202e", null, null, "x".repeat(9_000));
    note(turns, entry(AuditOutcome.ACCEPTED, "signed_in", who));
    turns.turn();
    assertThat(lines())
        .singleElement()
        .asString()
        .contains("\"user_id\":\"a\\u000a\\\"\\\\\\ufffd\\u202e\"")
        .hasSizeLessThan(600);
  }
}
