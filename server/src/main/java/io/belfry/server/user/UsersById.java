package io.belfry.server.user;

import io.belfry.protocol.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table in which the users themselves stand: a {@link java.util.HashMap} has an object of
 * its own for each, 24 bytes beside the user.
 *
 * <p>A user stands at the home that the hash of the id names, or as near behind it as a place is
 * free. Beside each place there is a mark, a few bits of the hash, so that hardly anybody is looked
 * at who is not meant. Who finds no place near enough stands in a tree: that happens with ids that
 * are made to collide, which so cost no more than a tree does (rule THR-28).
 *
 * <p>Thread: confined to that of its users.
 *
 * @param <U> what is kept of a user
 * @see "rule USR-080"
 */
public final class UsersById<U extends UsersById.Identified> {
  private static final int FIRST_LENGTH = 16;
  private static final int NEAR = 64;
  // The golden ratio, which spreads ids that are counted up.
  private static final int SPREAD = 0x9E3779B9;
  private static final byte FREE = 0;

  /** A user, as one stands in the table. */
  public interface Identified {
    /** Who that is. */
    UserId id();
  }

  private byte[] marks = new byte[FIRST_LENGTH];
  private @Nullable Identified[] places = new Identified[FIRST_LENGTH];
  private final Map<UserId, U> crowdedOut = new TreeMap<>();
  private int size;

  /** How many there are. */
  public int size() {
    return size;
  }

  /** The user of that id; null when there is none. */
  public @Nullable U find(UserId id) {
    int place = placeOf(id);
    return place < 0 ? crowdedOut.get(id) : at(place);
  }

  private int placeOf(UserId id) {
    int spread = spread(id);
    byte mark = mark(spread);
    int place = home(spread);
    for (int i = 0; i < NEAR && marks[place] != FREE; i++) {
      if (marks[place] == mark && at(place).id().equals(id)) {
        return place;
      }
      place = next(place);
    }
    return -1;
  }

  /** Puts in a user who is not there. */
  public void add(U user) {
    // A quarter stays free: the fuller, the longer the way to a free place.
    if (4L * (size + 1) > 3L * places.length) {
      grow();
    }
    size++;
    place(user);
  }

  private void place(U user) {
    int spread = spread(user.id());
    int place = home(spread);
    for (int i = 0; i < NEAR; i++) {
      if (marks[place] == FREE) {
        marks[place] = mark(spread);
        places[place] = user;
        return;
      }
      place = next(place);
    }
    crowdedOut.put(user.id(), user);
  }

  private void grow() {
    List<U> all = new ArrayList<>(size);
    forEach(all::add);
    // By a third: twice as many places would be half empty for long, and a free one costs as well.
    int length = places.length + places.length / 3;
    marks = new byte[length];
    places = new Identified[length];
    crowdedOut.clear();
    all.forEach(this::place);
  }

  /** Takes out a user who is there. */
  public void remove(U user) {
    size--;
    int place = placeOf(user.id());
    if (place < 0) {
      crowdedOut.remove(user.id());
    } else {
      free(place);
    }
  }

  // Whoever stands behind moves up, since nobody is looked for beyond a free place.
  private void free(int place) {
    int free = place;
    for (int behind = next(free); marks[behind] != FREE; behind = next(behind)) {
      int home = home(spread(at(behind).id()));
      if (steps(home, behind) >= steps(free, behind)) {
        marks[free] = marks[behind];
        places[free] = places[behind];
        free = behind;
      }
    }
    marks[free] = FREE;
    places[free] = null;
  }

  /** Gives each. */
  public void forEach(Consumer<U> action) {
    for (int place = 0; place < places.length; place++) {
      if (marks[place] != FREE) {
        action.accept(at(place));
      }
    }
    crowdedOut.values().forEach(action);
  }

  private static int spread(UserId id) {
    return id.hashCode() * SPREAD;
  }

  private static byte mark(int spread) {
    return (byte) (spread | 1);
  }

  private int home(int spread) {
    return (int) ((Integer.toUnsignedLong(spread) * places.length) >>> Integer.SIZE);
  }

  // Behind the last place comes the first one.
  private int next(int place) {
    return place + 1 == places.length ? 0 : place + 1;
  }

  private int steps(int from, int to) {
    return to >= from ? to - from : to - from + places.length;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // nothing else is put in; a marked place is taken
  private U at(int place) {
    return (U) places[place];
  }
}
