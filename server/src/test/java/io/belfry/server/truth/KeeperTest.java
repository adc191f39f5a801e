package io.belfry.server.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Report.Holder;
import io.belfry.server.cluster.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KeeperTest {
  private static final Holder A = new Holder("n", 0);
  private static final Holder B = new Holder("n", 1);
  private static final Subject.OfChannel ROOM = ofChannel("1", "presence-room");

  private final Keeper keeper = new Keeper();

  private static Subject.OfChannel ofChannel(String app, String name) {
    return new Subject.OfChannel(app, ChannelName.parse(name).orElseThrow());
  }

  private static Subject.OfUser ofUser(String app, String id) {
    return new Subject.OfUser(app, new UserId(id));
  }

  private static Member member(String id) {
    return new Member(new UserId(id), null);
  }

  @Test
  void givenHoldersOfAChannel_itIsOccupiedWithTheFirstAndVacatedWithTheLast() {
    Subject.OfChannel news = ofChannel("1", "news");
    assertThat(keeper.apply(new Report.FirstIn(news, A)))
        .containsExactly(new Decision.Occupied("1", news.channel()));
    assertThat(keeper.apply(new Report.FirstIn(news, A))).isEmpty();
    assertThat(keeper.apply(new Report.FirstIn(news, B))).isEmpty();
    assertThat(keeper.apply(new Report.LastOut(news, A))).isEmpty();
    assertThat(keeper.apply(new Report.LastOut(news, A))).isEmpty();
    assertThat(keeper.apply(new Report.LastOut(news, B)))
        .containsExactly(new Decision.Vacated("1", news.channel()));
    assertThat(keeper.apply(new Report.LastOut(news, B))).isEmpty();
    assertThat(keeper.size()).isZero();
  }

  @Test
  @Tag("WS-071")
  @Tag("LIM-008")
  void givenAFullChannel_aNewMemberIsPassedOverAndAPresentOneTaken() {
    keeper.apply(new Report.FirstIn(ROOM, A));
    keeper.apply(new Report.FirstIn(ROOM, B));
    assertThat(keeper.apply(new Report.MemberIn(ROOM, A, member("u1"), 1))).hasSize(1);

    assertThat(keeper.apply(new Report.MemberIn(ROOM, A, member("u2"), 1))).isEmpty();
    assertThat(keeper.isMember(ROOM, new UserId("u2"))).isFalse();
    assertThat(keeper.apply(new Report.MemberIn(ROOM, B, member("u1"), 1))).isEmpty();
    assertThat(keeper.apply(new Report.MemberOut(ROOM, A, new UserId("u1")))).isEmpty();
    assertThat(keeper.roster(ROOM)).containsExactly(member("u1"));
  }

  @Test
  void givenAHolderThatLeaves_itTakesItsMembersAndCountsWithIt() {
    keeper.apply(new Report.FirstIn(ROOM, A));
    keeper.apply(new Report.FirstIn(ROOM, B));
    keeper.apply(new Report.MemberIn(ROOM, A, member("u1"), -1));
    keeper.apply(new Report.MemberIn(ROOM, B, member("u1"), -1));
    keeper.apply(new Report.MemberIn(ROOM, A, member("u2"), -1));

    assertThat(keeper.apply(new Report.LastOut(ROOM, A)))
        .containsExactly(new Decision.MemberRemoved("1", ROOM.channel(), new UserId("u2")));
  }

  @Test
  void givenAUserWithALimit_itsConnectionsAreTakenUpToIt() {
    Subject.OfUser user = ofUser("1", "u1");
    keeper.apply(new Report.UserIn(user, A, 1, 2));
    keeper.apply(new Report.UserIn(user, B, 1, 2));

    keeper.apply(new Report.UserIn(user, A, 2, 2));
    assertThat(keeper.connections(user, A)).isEqualTo(1);
    keeper.apply(new Report.LastOut(user, B));
    keeper.apply(new Report.UserIn(user, A, 2, 2));
    assertThat(keeper.connections(user, A)).isEqualTo(2);
  }

  @Test
  @Tag("THR-18")
  @Tag("THR-39")
  void givenRandomReportsOfTwoApps_theDecisionsAreThoseOfAModel() {
    List<Subject> subjects =
        List.of(ofChannel("a", "b"), ofChannel("a,b", "b"), ofUser("a", "b"), ofUser("a,b", "b"));
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Keeper random200 = new Keeper();
      Map<Subject, Set<Holder>> model = new HashMap<>();
      for (int step = 0; step < 200; step++) {
        Subject subject = subjects.get(random.nextInt(subjects.size()));
        Holder holder = new Holder("n" + random.nextInt(2), random.nextInt(2));
        Set<Holder> held = model.computeIfAbsent(subject, key -> new HashSet<>());
        boolean before = !held.isEmpty();
        boolean enters = random.nextBoolean();
        Report report =
            enters ? new Report.FirstIn(subject, holder) : new Report.LastOut(subject, holder);
        if (enters) {
          held.add(holder);
        } else {
          held.remove(holder);
        }
        boolean changes = before == held.isEmpty();
        assertThat(random200.apply(report)).as("seed " + seed).hasSize(changes ? 1 : 0);
      }
      List<Report> leaving = new ArrayList<>();
      model.forEach(
          (subject, held) -> held.forEach(h -> leaving.add(new Report.LastOut(subject, h))));
      leaving.forEach(random200::apply);
      assertThat(random200.size()).as("seed " + seed).isZero();
    }
  }

  @Test
  @Tag("WS-065")
  @Tag("WS-066")
  @Tag("WS-067")
  void givenRandomMembers_addedAndRemovedReplayToTheRosterOfAModel() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Keeper rooms = new Keeper();
      rooms.apply(new Report.FirstIn(ROOM, A));
      rooms.apply(new Report.FirstIn(ROOM, B));
      Map<UserId, Set<Holder>> model = new HashMap<>();
      Set<UserId> replayed = new LinkedHashSet<>();
      for (int step = 0; step < 100; step++) {
        Member member = member("u" + random.nextInt(4));
        Holder holder = random.nextBoolean() ? A : B;
        boolean enters = random.nextBoolean();
        List<Decision> decisions =
            rooms.apply(
                enters
                    ? new Report.MemberIn(ROOM, holder, member, 3)
                    : new Report.MemberOut(ROOM, holder, member.id()));
        if (enters && (model.containsKey(member.id()) || model.size() < 3)) {
          model.computeIfAbsent(member.id(), id -> new HashSet<>()).add(holder);
        } else if (!enters && model.containsKey(member.id())) {
          Set<Holder> held = model.get(member.id());
          held.remove(holder);
          model.values().removeIf(Set::isEmpty);
        }
        for (Decision decision : decisions) {
          switch (decision) {
            case Decision.MemberAdded added ->
                assertThat(replayed.add(added.member().id())).as("seed " + seed).isTrue();
            case Decision.MemberRemoved removed ->
                assertThat(replayed.remove(removed.user())).as("seed " + seed).isTrue();
            default -> throw new AssertionError(decision);
          }
        }
        assertThat(replayed).as("seed " + seed).isEqualTo(model.keySet());
        assertThat(rooms.roster(ROOM).stream().map(Member::id))
            .as("seed " + seed)
            .containsExactlyElementsOf(replayed);
      }
    }
  }
}
