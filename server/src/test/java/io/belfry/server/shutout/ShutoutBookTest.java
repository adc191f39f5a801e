package io.belfry.server.shutout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.belfry.protocol.UserId;
import io.belfry.server.LogTap;
import io.belfry.server.node.Breakdown;
import io.belfry.server.store.Shutout;
import io.belfry.server.store.Shutout.Block;
import io.belfry.server.store.ShutoutStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ShutoutBookTest {
  @Test
  @Tag("USR-032")
  void givenABookThatIsClosed_whoKeepsIsToldWhyAndWhoLooksHearsNothing() {
    List<List<Shutout>> changed = new ArrayList<>();
    ShutoutBook book =
        new ShutoutBook(ShutoutStore.inMemory(), InstantSource.system(), new Breakdown());
    book.close();

    try (LogTap log = LogTap.on(ShutoutBook.class.getName(), Level.WARN)) {
      book.look(changed::add);
      assertThat(log.isQuiet()).isTrue();
    }
    assertThat(changed).isEmpty();
    assertThatThrownBy(
            () ->
                book.put(new Block("1", new UserId("ada"), 0, 10, null))
                    .toCompletableFuture()
                    .join())
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("going down");
  }
}
