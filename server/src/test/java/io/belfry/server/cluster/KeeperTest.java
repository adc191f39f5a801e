package io.belfry.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Keeper.Decision;
import io.belfry.server.cluster.Keeper.Holder;
import io.belfry.server.cluster.Keeper.Report;
import io.belfry.server.cluster.Keeper.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KeeperTest {
  private static ChannelName channel(String name) {
    return ChannelName.parse(name, 200, 128).orElseThrow();
  }

  private static UserId user(String id) {
    return UserId.parse(id, 128).orElseThrow();
  }

  @Test
  void givenHoldersOfAChannel_itIsOccupiedWithTheFirstAndVacatedWithTheLast() {
    Keeper keeper = new Keeper();
    Subject news = new Subject.OfChannel("1", channel("news"));
    Holder a = new Holder("n", 0);
    Holder b = new Holder("n", 1);
    assertThat(keeper.apply(new Report.FirstIn(news, a)))
        .contains(new Decision.Occupied("1", channel("news")));
    assertThat(keeper.apply(new Report.FirstIn(news, a))).isEmpty();
    assertThat(keeper.apply(new Report.FirstIn(news, b))).isEmpty();
    assertThat(keeper.apply(new Report.LastOut(news, a))).isEmpty();
    assertThat(keeper.apply(new Report.LastOut(news, a))).isEmpty();
    assertThat(keeper.apply(new Report.LastOut(news, b)))
        .contains(new Decision.Vacated("1", channel("news")));
    assertThat(keeper.apply(new Report.LastOut(news, b))).isEmpty();
    assertThat(keeper.size()).isZero();
  }

  @Test
  @Tag("THR-18")
  @Tag("THR-39")
  void givenRandomReportsOfTwoApps_theDecisionsAreThoseOfAModel() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Keeper keeper = new Keeper();
      Map<Subject, Set<Holder>> model = new HashMap<>();
      List<Subject> subjects =
          List.of(
              new Subject.OfChannel("a", channel("b")),
              new Subject.OfChannel("a,b", channel("b")),
              new Subject.OfUser("a", user("b")),
              new Subject.OfUser("a,b", user("b")));
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
        assertThat(keeper.apply(report).isPresent()).as("seed " + seed).isEqualTo(changes);
      }
      List<Report> leaving = new ArrayList<>();
      model.forEach(
          (subject, held) -> held.forEach(h -> leaving.add(new Report.LastOut(subject, h))));
      leaving.forEach(keeper::apply);
      assertThat(keeper.size()).as("seed " + seed).isZero();
    }
  }
}
