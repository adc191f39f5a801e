package io.belfry.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.testkit.ManualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the audit log: how they begin, end and go. */
class AuditFilesTest {
  private static final long MIB = 1 << 20;

  @TempDir Path folder;

  private final ManualClock clock = new ManualClock();

  private AuditFiles files(int keepDays, long maxBytes) {
    return new AuditFiles(folder, keepDays, maxBytes, clock);
  }

  private static ByteBuffer line(long bytes) {
    byte[] line = new byte[(int) bytes];
    line[line.length - 1] = '\n';
    return ByteBuffer.wrap(line);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  @Tag("USR-072")
  void givenADayThatEnds_theNextLineBeginsAFile() throws Exception {
    try (AuditFiles files = files(90, 16 * MIB)) {
      files.write(line(10));
      clock.advance(Duration.ofHours(23));
      files.write(line(10));
      assertThat(names()).containsExactly("20260101T000000000Z-0.jsonl");
      clock.advance(Duration.ofHours(1));
      files.write(line(10));
      assertThat(names())
          .containsExactly("20260101T000000000Z-0.jsonl", "20260102T000000000Z-0.jsonl");
    }
  }

  @Test
  @Tag("USR-072")
  void givenAFullFile_theNextLineBeginsOneAndTheOldestGoBeyondTheBytes() throws Exception {
    try (AuditFiles files = files(90, 16 * MIB)) {
      for (int i = 0; i < 12; i++) {
        files.write(line(3 * MIB));
        clock.advance(Duration.ofSeconds(1));
      }
      assertThat(names()).hasSize(5 + 1).last().isEqualTo("20260101T000011000Z-0.jsonl");
      files.tidy();
      assertThat(names()).hasSize(5);
    }
  }

  @Test
  @Tag("USR-072")
  void givenDaysThatAreOver_theirFilesGoAndNoOthers() throws Exception {
    Files.writeString(folder.resolve("20251201T000000000Z-0.jsonl"), "old");
    Files.writeString(folder.resolve("20251231T000000000Z-0.jsonl"), "young");
    Files.writeString(folder.resolve("20251201T000000000Z-0.jsonl.gz"), "somebody's");
    Files.writeString(folder.resolve("notes.txt"), "somebody's");
    try (AuditFiles files = files(7, 16 * MIB)) {
      files.tidy();
      assertThat(names())
          .containsExactly(
              "20251201T000000000Z-0.jsonl.gz", "20251231T000000000Z-0.jsonl", "notes.txt");
      clock.advance(Duration.ofDays(7));
      files.tidy();
      assertThat(names()).doesNotContain("20251231T000000000Z-0.jsonl").contains("notes.txt");
    }
  }

  @Test
  @Tag("USR-072")
  void givenTwoProcesses_eachHasFilesOfItsOwn() throws Exception {
    try (AuditFiles one = files(90, 16 * MIB);
        AuditFiles other = files(90, 16 * MIB)) {
      one.write(line(10));
      other.write(line(20));
      one.write(line(10));
      assertThat(names())
          .containsExactly("20260101T000000000Z-0.jsonl", "20260101T000000000Z-1.jsonl");
      assertThat(Files.size(folder.resolve("20260101T000000000Z-0.jsonl"))).isEqualTo(20);
    }
  }

  @Test
  @Tag("USR-071")
  void givenAFolderThatIsGone_itFailsAndIsMadeAnew() throws Exception {
    Path gone = folder.resolve("gone");
    Files.createFile(gone);
    try (AuditFiles files = new AuditFiles(gone, 90, 16 * MIB, clock)) {
      assertThatThrownBy(() -> files.write(line(10))).isInstanceOf(IOException.class);
      Files.delete(gone);
      files.write(line(10));
      assertThat(gone.resolve("20260101T000000000Z-0.jsonl")).hasSize(10);
    }
  }
}
