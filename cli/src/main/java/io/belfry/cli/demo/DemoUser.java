package io.belfry.cli.demo;

import io.belfry.rest.Pusher;
import io.belfry.rest.UserData;
import java.util.Arrays;
import java.util.Optional;

/**
 * The users of the demo application.
 *
 * <p>Thread: immutable.
 */
enum DemoUser {
  ADA("ada", "Ada Okafor"),
  BJORN("bjorn", "Bjørn Dahl"),
  CHIDI("chidi", "Chidi Eze");

  private final String id;
  private final String fullName;

  DemoUser(String id, String fullName) {
    this.id = id;
    this.fullName = fullName;
  }

  /** The user with that id; empty for anybody else, who has no session here. */
  static Optional<DemoUser> of(String id) {
    return Arrays.stream(values()).filter(user -> user.id.equals(id)).findFirst();
  }

  String id() {
    return id;
  }

  String fullName() {
    return fullName;
  }

  /** What is signed about the user: the name, and the other users as those to watch. */
  UserData data() {
    return UserData.of(id)
        .withUserInfo("{\"name\":" + Pusher.jsonString(fullName) + "}")
        .withWatchlist(
            Arrays.stream(values()).filter(user -> user != this).map(DemoUser::id).toList());
  }

  /** Another one, for answers that name the wrong user. */
  DemoUser another() {
    return this == ADA ? BJORN : ADA;
  }
}
