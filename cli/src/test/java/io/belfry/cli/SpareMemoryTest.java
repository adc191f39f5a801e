package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpareMemoryTest {
  private static final long MIB = 1 << 20;

  private long size = 24 * MIB;
  private long used = 5 * MIB;
  private long connections;
  private int collections;
  private final SpareMemory memory =
      new SpareMemory(
          new SpareMemory.Gauges(() -> size, () -> used, () -> connections), this::collect);

  private void collect() {
    collections++;
    size = Math.min(size, 30 * MIB);
  }

  private void look(int times, long allocatedEach) {
    for (int i = 0; i < times; i++) {
      used += allocatedEach;
      memory.look();
    }
  }

  @Test
  void givenAQuietServer_itIsLeftAlone() {
    look(10 * SpareMemory.QUIET_LOOKS, SpareMemory.QUIET_BYTES);

    assertThat(collections).isZero();
  }

  @Test
  void givenABurst_oneCollectionFollowsWhenItIsQuiet() {
    size = 200 * MIB;
    look(3 * SpareMemory.QUIET_LOOKS, MIB);
    assertThat(collections).isZero();

    look(SpareMemory.QUIET_LOOKS - 1, 0);
    assertThat(collections).isZero();
    look(1, 0);
    assertThat(collections).isEqualTo(1);

    look(10 * SpareMemory.QUIET_LOOKS, 0);
    assertThat(collections).isEqualTo(1);
  }

  @Test
  void givenALittleGrowth_itIsNotWorthACollection() {
    look(1, 0);
    size += SpareMemory.WORTH_BYTES - 1;
    look(5 * SpareMemory.QUIET_LOOKS, 0);

    assertThat(collections).isZero();
  }

  @Test
  void givenConnectionsThatHaveGone_oneCollectionFollows() {
    connections = SpareMemory.WORTH_CONNECTIONS;
    look(2 * SpareMemory.QUIET_LOOKS, 0);
    assertThat(collections).isZero();

    connections = 0;
    look(10 * SpareMemory.QUIET_LOOKS, 0);
    assertThat(collections).isEqualTo(1);
  }
}
