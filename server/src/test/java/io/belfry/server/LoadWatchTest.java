package io.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.channel.Loop;
import io.belfry.server.delivery.QueueingLoop;
import io.belfry.server.node.MachineLoad;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real node with 64 MiB, and why it says it sends newcomers away. */
class LoadWatchTest {
  @Test
  @Tag("THR-38")
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void givenANodeOf64MiBThatIsFull_itSaysWhyAndIsReadyAgainWhenThereIsRoom() {
    try (ServerProcess server = ServerProcess.start("-Xmx64m")) {
      assertThat(server.health()).contains("\"state\":\"ready\"", "\"reasons\":[]");
      server.fill();
      String red = server.awaitHealth("\"state\":\"overloaded\"");
      assertThat(red)
          .contains("\"reasons\":[\"heap\"]")
          .containsPattern("\"since_ms\":1[0-9]{12},");
      server.free();
      assertThat(server.awaitHealth("\"state\":\"ready\"")).contains("\"reasons\":[]");
    }
  }

  @Test
  @Tag("THR-38")
  void givenAFullHeapAndNoCollection_oneIsAskedForAfterHalfAMinute() throws Exception {
    BlockingQueue<Runnable> due = new LinkedBlockingQueue<>();
    Semaphore collections = new Semaphore(0);
    AtomicReference<MachineLoad> load = new AtomicReference<>(new MachineLoad(0.9, 0, 0));
    LoadWatch watch = new LoadWatch(load::get, collections::release);
    watch.start(loop(due), () -> {});
    for (int i = 0; i < LoadWatch.QUIET_LOOKS; i++) {
      next(due).run();
    }
    Runnable thirtyFirst = next(due);
    assertThat(collections.availablePermits()).isZero();
    thirtyFirst.run();
    Runnable afterwards = next(due);
    load.set(MachineLoad.NONE);
    afterwards.run();
    next(due);
    assertThat(collections.availablePermits()).isOne();
    assertThat(watch.last().isTooHigh()).isFalse();
  }

  // The next look is due when the one before is over.
  private static Runnable next(BlockingQueue<Runnable> due) throws InterruptedException {
    return Objects.requireNonNull(due.poll(10, TimeUnit.SECONDS));
  }

  private static Loop loop(BlockingQueue<Runnable> due) {
    return new QueueingLoop() {
      @Override
      public boolean execute(Runnable task) {
        task.run();
        return true;
      }

      @Override
      public void after(Duration delay, Runnable task) {
        due.add(task);
      }
    };
  }
}
