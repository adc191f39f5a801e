package io.belfry.server.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class UsersByIdTest {
  private static final int IDS = 500;

  /** Somebody. */
  private record Somebody(UserId id) implements UsersById.Identified {}

  /** Who comes and goes at random is known as long as a map knows it. */
  private static void comeAndGo(IntFunction<String> ids) {
    Random random = new Random(1);
    UsersById<Somebody> users = new UsersById<>();
    Map<UserId, Somebody> model = new HashMap<>();
    for (int step = 0; step < 20_000; step++) {
      UserId id = new UserId(ids.apply(random.nextInt(IDS)));
      assertThat(users.find(id)).isSameAs(model.get(id));
      // Many at first, then fewer and fewer, then none.
      Somebody known = model.get(id);
      if (known == null && random.nextInt(20_000) > step) {
        Somebody newcomer = new Somebody(id);
        users.add(newcomer);
        model.put(id, newcomer);
      } else if (known != null && random.nextInt(20_000) < step) {
        users.remove(known);
        model.remove(id);
      }
      assertThat(users.size()).isEqualTo(model.size());
    }
    List<Somebody> all = new ArrayList<>();
    users.forEach(all::add);
    assertThat(all).containsExactlyInAnyOrderElementsOf(model.values());
  }

  @Test
  void givenUsersWhoComeAndGo_eachIsFoundAsLongAsItIsThere() {
    comeAndGo(number -> "u" + number);
  }

  @Test
  @Tag("THR-28")
  void givenIdsWithOneHashCode_eachIsFoundAsLongAsItIsThere() {
    comeAndGo(
        number -> Integer.toBinaryString(0x10000 | number).replace("0", "Aa").replace("1", "BB"));
  }
}
