package io.belfry.server.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.UserId;
import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.cluster.ClusterMessage.Ending;
import io.belfry.server.cluster.Decision.SignedIn;
import io.belfry.server.cluster.SessionFacts;
import io.belfry.server.cluster.SessionSelector;
import io.belfry.server.shutout.RevokedSessions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PagedUsersTest {
  private static final int ALL = 100_000;
  private static final int PAGE = 1_000;

  private final Users users = new Users(new Granting());
  private final Silent connection = new Silent();

  /** Lets everybody in. */
  private static final class Granting implements Users.UserReports {
    @Override
    public CompletionStage<Users.Welcome> signedIn(UserId user, int connections) {
      return CompletableFuture.completedFuture(new Users.Welcome(Users.SigninVerdict.SIGNED_IN, 0));
    }

    @Override
    public boolean wantsEach() {
      return false;
    }

    @Override
    public void left(UserId user, int connections) {}

    @Override
    public void lastOut(UserId user) {}

    @Override
    public void sessionStarted(SignedIn session) {}

    @Override
    public void sessionEnded(SignedIn session, int code) {}
  }

  /** A connection of which nothing is wanted. */
  private static final class Silent implements UserConnection {
    @Override
    public void sendToUser(OutboundFrame frame) {
      throw new AssertionError("Nobody is sent anything here.");
    }

    @Override
    public boolean terminate(SessionSelector selector, Ending ending, Duration age) {
      throw new AssertionError("Nobody is ended here.");
    }

    @Override
    public boolean revoke(RevokedSessions revoked, Ending ending) {
      throw new AssertionError("Nobody is ended here.");
    }

    @Override
    public SessionFacts describe(boolean wantsChannels, String node) {
      throw new AssertionError("Nobody is described here.");
    }
  }

  private static UserId user(int number) {
    return new UserId("u%06d".formatted(number));
  }

  @Test
  @Tag("USR-010")
  @Tag("USR-011")
  void givenAHundredThousandUsersWhoComeAndGo_whoStaysStandsOnOnePageAndNoPageIsLarger() {
    for (int i = 0; i < ALL; i++) {
      users.register(user(i), connection);
    }
    List<UserId> seen = new ArrayList<>();
    UserId after = null;
    for (List<SignedInUser> page = page(after); !page.isEmpty(); page = page(after)) {
      assertThat(page.size()).isLessThanOrEqualTo(PAGE);
      page.forEach(user -> seen.add(user.id()));
      after = page.get(page.size() - 1).id();
      comeAndGo(seen.size());
    }

    assertThat(seen).doesNotHaveDuplicates().isSorted();
    assertThat(seen.stream().filter(PagedUsersTest::stays)).hasSize(ALL / 2);
  }

  @Test
  @Tag("USR-010")
  void givenUsersWhoComeAndGoAtRandom_pagesHoldThoseOfASortedSetFromAnyId() {
    Random random = new Random(1);
    NavigableSet<UserId> model = new TreeSet<>();
    for (int step = 0; step < 60_000; step++) {
      UserId id = user(random.nextInt(3_000));
      // Many at first, then fewer and fewer, then none.
      if (random.nextInt(60_000) > step) {
        if (model.add(id)) {
          users.register(id, connection);
        }
      } else if (model.remove(id)) {
        users.leave(id, connection);
      }
      if (step % 500 == 0) {
        UserId after = user(random.nextInt(3_000));
        assertThat(users.page("", null, PAGE)).map(SignedInUser::id).isEqualTo(first(model));
        assertThat(page(after)).map(SignedInUser::id).isEqualTo(first(model.tailSet(after, false)));
        assertThat(users.page("u001", after, PAGE))
            .map(SignedInUser::id)
            .isEqualTo(
                model.stream()
                    .filter(known -> known.text().startsWith("u001"))
                    .filter(known -> known.compareTo(after) > 0)
                    .toList());
      }
    }
    assertThat(users.size()).isEqualTo(model.size());
  }

  private static List<UserId> first(NavigableSet<UserId> ids) {
    return ids.stream().limit(PAGE).toList();
  }

  private void comeAndGo(int turn) {
    for (int i = 1 + 2 * (turn % 7); i < ALL; i += 994) {
      users.leave(user(i), connection);
    }
    users.register(new UserId("newcomer-" + turn), connection);
    users.register(new UserId("v-newcomer-" + turn), connection);
  }

  private static boolean stays(UserId id) {
    return id.text().startsWith("u") && Integer.parseInt(id.text().substring(1)) % 2 == 0;
  }

  private List<SignedInUser> page(@Nullable UserId after) {
    return users.page("", after, PAGE);
  }
}
