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
  private static final int FIRST_BITS = 4;
  private static final int NEAR = 32;
  // The golden ratio, which spreads ids that are counted up.
  private static final int SPREAD = 0x9E3779B9;
  private static final byte FREE = 0;

  /** A user, as one stands in the table. */
  public interface Identified {
    /** Who that is. */
    UserId id();
  }

  private int bits = FIRST_BITS;
  private byte[] marks = new byte[1 << FIRST_BITS];
  private @Nullable Identified[] places = new Identified[1 << FIRST_BITS];
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
    for (int i = 0; i < NEAR; i++) {
      int place = behind(home(spread), i);
      if (marks[place] == FREE) {
        return -1;
      }
      if (marks[place] == mark && at(place).id().equals(id)) {
        return place;
      }
    }
    return -1;
  }

  /** Puts in a user who is not there. */
  public void add(U user) {
    // A third stays free: the fuller, the longer the way to a free place.
    if (3 * (size + 1) > 2 * places.length) {
      grow();
    }
    size++;
    place(user);
  }

  private void place(U user) {
    int spread = spread(user.id());
    for (int i = 0; i < NEAR; i++) {
      int place = behind(home(spread), i);
      if (marks[place] == FREE) {
        marks[place] = mark(spread);
        places[place] = user;
        return;
      }
    }
    crowdedOut.put(user.id(), user);
  }

  private void grow() {
    List<U> all = new ArrayList<>(size);
    forEach(all::add);
    bits++;
    marks = new byte[1 << bits];
    places = new Identified[1 << bits];
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
    for (int next = behind(free, 1); marks[next] != FREE; next = behind(next, 1)) {
      int fromHome = behind(next, -home(spread(at(next).id())));
      if (fromHome >= behind(next, -free)) {
        marks[free] = marks[next];
        places[free] = places[next];
        free = next;
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
    return spread >>> (Integer.SIZE - bits);
  }

  // Behind the last place comes the first one.
  private int behind(int place, int steps) {
    return (place + steps) & (places.length - 1);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // nothing else is put in; a marked place is taken
  private U at(int place) {
    return (U) places[place];
  }
}
