package io.belfry.cluster.redis.sim;

import java.util.List;

/**
 * Things without which clients would see what is not true, and how to take each out: texts in the
 * sources that are replaced by others.
 *
 * @see "cluster.md, section 14.3"
 */
@SuppressWarnings("ImmutableEnumChecker") // its lists are never changed
enum Safeguard {
  /** A call whose predecessor is not the last one does nothing. */
  STEP_NUMBERS("short cut", script("if numbers[1] ~= before or", "if not numbers[1] or")),
  /** Nothing is taken away for a while after the engine's process has changed. */
  UNSETTLED_TIME("restart empty", script("'until', names.text(time.now() + lease)", "'until', 0")),
  /** What is due waits in an unsettled partition. */
  DUE_WAITS(
      "restart empty,slow,slow",
      script("if time.unsettled() > 0 then", "if false then"),
      sayingLittle()),
  /** A partition is unsettled while a node says everything again. */
  RESTORING_SET(
      "restart empty,slow,slow", script("call('SADD', RESTORING, me)", ""), sayingLittle()),
  /** Who retires others has been linked for a whole lease. */
  WHOLE_LEASE(
      "all cut,nothing,nothing",
      script("if now - call('HGET', ME, 't') < lease then", "if false then")),
  /** The partition's clock does not jump with the engine's. */
  CLAMPED_CLOCK(
      "jump,kill", script("math.min(math.max(at - meta[1], 0), LONGEST_READING)", "at - meta[1]")),
  /** A reading shows what stands at the end of its call. */
  READING_AT_THE_END(
      "drop,hang",
      script(
          "verdicts[i] = operations[kind](unpack(ARGV, at + 1, at + #shapes[kind]))",
          "verdicts[i] = operations[kind](unpack(ARGV, at + 1, at + #shapes[kind]))"
              + " if type(verdicts[i]) == 'function' then verdicts[i] = verdicts[i]() end")),
  /** Who is missing in a reading of an unsettled partition is kept. */
  HELD_BACK_DIFFERENCES(
      "restart empty",
      java(
          "Roster", "isMissing && (isOwn || reading.unsettledMillis() > 0)", "isMissing && isOwn")),
  /** Another engine process makes all rosters stale. */
  RUN_AT_HELLO("look alike", java("PartitionLink", "welcome.run().equals(run)", "true")),
  /** A missing bundle makes all rosters stale. */
  HOLES("drop", java("Position", "bundle == number + 1 ? Fit.NEXT : Fit.HOLE", "Fit.NEXT")),
  /** Only the answer to the last reading asked is taken. */
  LAST_READING(
      "drop often", java("Roster", "return !isFresh && asked == reading;", "return true;")),
  /** What the inbox says while a reading is under way comes on top of it. */
  TOLD_MEANWHILE("", java("Roster", "each.bundle() > bundle", "each.bundle() < 0")),
  /** What was told before a reading was asked is not taken for later. */
  NOTHING_OF_BEFORE("", java("Roster", "    meanwhile.clear();\n  ", "  ")),
  /** Numbers of subscribers that may be missed are read. */
  NUMBERS_READ(
      "short cut,long cut",
      java("HeldChannels", "if (telling(held.subject()) == Telling.TOLD) {", "if (false) {")),
  /** An answer waits for what was told before it. */
  ANSWERS_WAIT(
      "slow", java("Position", "if (bundle <= number && waiting.isEmpty()) {", "if (true) {")),
  /** What is asked again is still wanted. */
  ASKED_IF_WANTED(
      "come and go",
      java("Steps", "!ask.isWanted()", "false", "if (ask.isWanted()) {", "if (true) {")),
  /** An event is never said twice. */
  EVENTS_NEVER_AGAIN(
      "fail over",
      java(
          "Steps",
          "case Saying.Event event -> event.outcome().refused();",
          "case Saying.Event event -> others.add(event);"));

  private final List<String> kinds;
  private final Change change;
  private final List<Change> circumstances;

  /**
   * A change of the sources.
   *
   * @param file name of a class; empty for the scripts
   * @param texts what stands there and what stands there then, in pairs
   */
  record Change(String file, List<String> texts) {
    /** The text with that change, or as it is where there is nothing to change. */
    String where(String text) {
      return concerns(text) ? in(text) : text;
    }

    boolean concerns(String text) {
      return text.contains(texts.get(0));
    }

    /** The text with that change. */
    String in(String text) {
      String changed = text;
      for (int i = 0; i < texts.size(); i += 2) {
        String next = changed.replace(texts.get(i), texts.get(i + 1));
        if (next.equals(changed)) {
          throw new IllegalStateException(
              "\"" + texts.get(i) + "\" is not there any more; say anew what to take out.");
        }
        changed = next;
      }
      return changed;
    }
  }

  Safeguard(String kinds, Change change, Change... circumstances) {
    this.kinds = kinds.isEmpty() ? List.of() : List.of(kinds.split(","));
    this.change = change;
    this.circumstances = List.of(circumstances);
  }

  /** What has to go wrong for it to be seen soon. */
  List<String> kinds() {
    return kinds;
  }

  /** What else is changed so that it matters: nodes that say less at a time need more of it. */
  List<Change> circumstances() {
    return circumstances;
  }

  Change change() {
    return change;
  }

  // So that it takes time to say everything again.
  private static Change sayingLittle() {
    return java(
        "Steps", "MAX_UNDER_WAY = 4", "MAX_UNDER_WAY = 1", "StepCall.MAX_OPERATIONS)", "2)");
  }

  private static Change script(String... texts) {
    return new Change("", List.of(texts));
  }

  private static Change java(String file, String... texts) {
    return new Change(file, List.of(texts));
  }
}
