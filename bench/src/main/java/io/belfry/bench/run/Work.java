package io.belfry.bench.run;

import java.util.Arrays;
import java.util.List;

/**
 * What is measured: each work is one scenario of the load generator with fixed options, on a server
 * that was started for it.
 *
 * <p>Thread: immutable.
 */
enum Work {
  /** From nothing to listening and to the first greeting. */
  COLDSTART("coldstart", Course.START, "coldstart"),
  /** One channel of 1,000 on a server that has just started. */
  FAN_1000_COLD(
      "fan1000-cold", Course.COLD, "fanout --channels 1 --subs 1000 --size 200 --rate 40"),
  /** One channel of 1,000, 40,000 deliveries a second. */
  FAN_1000("fan1000-40k", Course.WARM, "fanout --channels 1 --subs 1000 --size 200 --rate 40"),
  /** One channel of 1,000, 10,000 deliveries a second of 2 KB, which are worth compressing. */
  FAN_1000_LARGE(
      "fan1000-2k", Course.WARM, "fanout --channels 1 --subs 1000 --size 2000 --rate 10"),
  /** The highest rate for one channel of 1,000, and latency at half of it. */
  FAN_1000_MAX(
      "fan1000-max",
      Course.SEARCH,
      "fanout --channels 1 --subs 1000 --size 200 --search 25,2000 --steps 4"),
  /** 100 channels of 100, 40,000 deliveries a second. */
  FAN_100(
      "fan100x100-40k",
      Course.WARM,
      "fanout --channels 100 --subs 100 --size 200 --rate 400 --pub-conns 8"),
  /** The highest rate for 100 channels of 100, and latency at half of it. */
  FAN_100_MAX(
      "fan100x100-max",
      Course.SEARCH,
      "fanout --channels 100 --subs 100 --size 200 --search 250,20000 --steps 4 --pub-conns 8"),
  /** Publish requests to channels of one, on a server that has just started. */
  PUBLISH_COLD(
      "publish-cold", Course.COLD, "publish --channels 1000 --subs 1 --size 200 --pub-conns 16"),
  /** Publish requests over kept connections, each to a channel of one. */
  PUBLISH("publish-1", Course.WARM, "publish --channels 1000 --subs 1 --size 200 --pub-conns 16"),
  /** The same in batches of ten. */
  BATCH(
      "batch-10",
      Course.WARM,
      "publish --channels 1000 --subs 1 --size 200 --pub-conns 16 --batch 10"),
  /** Events to signed-in users. */
  USERS("users", Course.WARM, "users --users 1000 --size 200 --rate 2000 --pub-conns 8"),
  /** Client events between pairs. */
  CLIENT_EVENTS("client-events", Course.WARM, "client-events --pairs 100 --size 200 --rate 5000"),
  /** 5,000 connections open, sign in and subscribe on a server that has just started. */
  STORM_COLD("storm-cold", Course.STORM, "storm --conns 5000 --channels 50 --signin --window 64"),
  /** The same again and again on one server; the last is counted. */
  STORM_WARM("storm-warm", Course.STORMS, "storm --conns 5000 --channels 50 --signin --window 64"),
  /** Members of 50 presence channels come, a hundred to each, again and again on one server. */
  PRESENCE(
      "presence", Course.STORMS, "storm --conns 5000 --channels 50 --prefix presence- --window 64"),
  /** 10 channels of 300, 45,000 deliveries a second; on three nodes each node holds all. */
  CLUSTER_FAN(
      "cluster-fan",
      Course.WARM,
      "fanout --channels 10 --subs 300 --size 200 --rate 150 --pub-conns 8"),
  /** 1,000 publications a second to three subscribers, of whom each node has one. */
  CLUSTER_PACED(
      "cluster-1k",
      Course.WARM,
      "fanout --channels 500 --subs 3 --size 200 --rate 1000 --pub-conns 8"),
  /** The highest rate of such publications. */
  CLUSTER_MAX(
      "cluster-max",
      Course.SEARCH,
      "fanout --channels 500 --subs 3 --size 200 --search 1000,32000 --steps 3 --pub-conns 16"
          + " --p99-limit 46"),
  /** 500 members a second come to presence channels and go, each told to three others. */
  CLUSTER_JOINS("cluster-joins", Course.WARM, "joins --channels 100 --rate 500"),
  /** 5,000 members in 200 channels, whose node is killed. */
  CLUSTER_HEAL("cluster-heal", Course.STORM, "heal --conns 5000 --channels 200"),
  /** 18,000 connections, signed in, with one subscription each, that say nothing. */
  IDLE(
      "idle",
      Course.IDLE,
      "idle --conns 18000 --channels 1000 --signin --settle 15 --secs 10 --window 128");

  /** How a turn of the work goes, which decides how long it takes. */
  enum Course {
    /** The generator starts the server itself. */
    START,
    /** Measured from the first message on. */
    COLD,
    /** Measured after the warm-up. */
    WARM,
    /** After the warm-up, phase after phase until the highest rate is found. */
    SEARCH,
    /** One storm. */
    STORM,
    /** Storms for as long as the warm-up, and one more. */
    STORMS,
    /** Everybody comes, then nothing happens. */
    IDLE
  }

  private final String title;
  private final Course course;
  private final String arguments;

  Work(String title, Course course, String arguments) {
    this.title = title;
    this.course = course;
    this.arguments = arguments;
  }

  /** The work of this title. */
  static Work titled(String title) {
    return Arrays.stream(values())
        .filter(work -> work.title.equals(title))
        .findFirst()
        .orElseThrow(
            () ->
                new Complaint(
                    "There is no work named " + title + ". --help names those there are."));
  }

  /** Its name in options, raw lines and tables. */
  String title() {
    return title;
  }

  /** Whether the floor can do it: it knows no members. */
  boolean hasFloor() {
    return this != PRESENCE && !isOfCluster();
  }

  /** Whether it is there to compare three nodes with one. */
  boolean isOfCluster() {
    return switch (this) {
      case CLUSTER_FAN, CLUSTER_PACED, CLUSTER_MAX, CLUSTER_JOINS, CLUSTER_HEAL -> true;
      default -> false;
    };
  }

  Course course() {
    return course;
  }

  /** The generator's scenario and the options that are the same for everybody. */
  List<String> arguments() {
    return List.of(arguments.split(" ", -1));
  }

  /** The generator's options for phases of these lengths. */
  List<String> phases(int seconds, int warmup) {
    return switch (course) {
      case START, STORM, STORMS, IDLE -> List.of();
      case COLD -> List.of("--secs", "5", "--warmup", "0");
      case WARM -> List.of("--secs", text(seconds), "--warmup", text(warmup));
      case SEARCH -> List.of("--secs", "2", "--warmup", text(warmup));
    };
  }

  /** Seconds that one turn takes, about, from a look at many. */
  int estimate(int seconds, int warmup) {
    return switch (course) {
      case START -> 3;
      case COLD -> 10;
      case WARM -> 6 + seconds + warmup;
      case SEARCH -> 70 + warmup;
      case STORM -> 8;
      case STORMS -> 12 + warmup;
      case IDLE -> 35;
    };
  }

  private static String text(int number) {
    return Integer.toString(number);
  }
}
