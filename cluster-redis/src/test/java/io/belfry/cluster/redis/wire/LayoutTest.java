package io.belfry.cluster.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Subject;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {
  private final Layout layout = new Layout("one", 16);

  private static Subject.OfChannel channel(String app, String name) {
    return new Subject.OfChannel(app, ChannelName.parse(name).orElseThrow());
  }

  private static Subject.OfUser user(String app, String id) {
    return new Subject.OfUser(app, new UserId(id));
  }

  @Test
  @Tag("CLU-001")
  void givenAChannelUserOrApp_itsPartitionIsThatOfTheContract() {
    assertThat(layout.partition(channel("1", "my-channel"))).isEqualTo(11);
    assertThat(layout.partition(user("1", "u7"))).isEqualTo(6);
    assertThat(layout.partition(user("1", "ü/ø"))).isEqualTo(12);
    assertThat(layout.partitionOfApp("1")).isEqualTo(15);
  }

  @Test
  @Tag("CLU-001")
  void givenAnAppAndAName_itIsNotWhereTheyAreCutElsewhere() {
    assertThat(layout.partition(1, "a", "b:c")).isEqualTo(10);
    assertThat(layout.partition(1, "a:b", "c")).isEqualTo(0);
  }

  @Test
  @Tag("CLU-001")
  void givenTheCacheChannelsOfAnApp_theyAreInOnePartition() {
    Set<Integer> found = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      found.add(layout.partition(channel("1", "cache-" + i)));
      found.add(layout.partition(channel("1", "private-cache-" + i)));
    }

    assertThat(found).hasSize(1);
  }

  @Test
  @Tag("CLU-002")
  void givenSixteenPartitions_theirTagsAreThoseOfTheContract() {
    assertThat(Layout.tags(16))
        .isEqualTo(List.of("10 3 1a b 11 2 1d c 12 1 1c d 13 0 1b a".split(" ")));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16, 100, 256})
  @Tag("CLU-002")
  void givenANumberOfPartitions_eachTagLiesInItsRangeOfSlots(int partitions) {
    List<String> tags = Layout.tags(partitions);

    assertThat(tags).hasSize(partitions).doesNotHaveDuplicates();
    for (int p = 0; p < partitions; p++) {
      assertThat(Layout.slot(tags.get(p)) * partitions / 16_384).isEqualTo(p);
    }
  }

  @Test
  @Tag("CLU-002")
  void givenATag_itsSlotIsThatOfRedis() {
    assertThat(Layout.slot("123456789")).isEqualTo(0x31C3);
  }

  @Test
  @Tag("CLU-003")
  void givenAppsAndNamesThatLookAlike_theirTokensNeverMeet() {
    List<String> tokens =
        List.of(
            Layout.token("a", "b:c"),
            Layout.token("a:b", "c"),
            Layout.token("1", "1:1"),
            Layout.token("11", ":1"),
            Layout.token("ü", "x"),
            Layout.token("ü:", "x"));

    assertThat(tokens).doesNotHaveDuplicates();
    assertThat(Layout.token("1", "room")).isEqualTo("1:1room");
    assertThat(Layout.token("ü", "x")).isEqualTo("2:üx");
  }

  @Test
  @Tag("CLU-003")
  void givenTwoClusters_noKeyOfTheOneBeginsAsThoseOfTheOther() {
    Layout other = new Layout("one.two", 16);
    for (int p = 0; p < 16; p++) {
      assertThat(layout.prefix(p)).isEqualTo("belfry:one:{" + Layout.tags(16).get(p) + "}:");
      assertThat(other.prefix(p)).doesNotStartWith(layout.prefix(p));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a:b", "a{b", "a}b", "a*", "a b", "ü"})
  @Tag("CLU-003")
  void givenANameThatCouldMeetAnother_itIsRefused(String name) {
    assertThatThrownBy(() -> new Layout(name, 16)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 257})
  void givenTooFewOrTooManyPartitions_theyAreRefused(int partitions) {
    assertThatThrownBy(() -> new Layout("one", partitions))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Tag("CLU-005")
  void givenAProcess_noIncarnationOfItHasTheIdOfAnother() {
    NodeId first = NodeId.of(-1);

    assertThat(first).hasToString("ffffffffffffffff.0");
    assertThat(first.next()).hasToString("ffffffffffffffff.1").isNotEqualTo(first);
    assertThat(Arrays.asList(NodeId.of(1), NodeId.of(2))).doesNotHaveDuplicates();
    assertThatThrownBy(() -> new NodeId("x", 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
