package io.belfry.server.rate;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How fast one address may do something that needs no proof of anybody, such as connecting. An IPv6
 * network of 64 bits counts as one address, since each customer has as many as that. So many
 * addresses are remembered; when all of them are busy, those that come new share one bucket, so
 * that a flood of addresses takes no memory and lets nobody past.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules LIM-011, LIM-012"
 */
public final class AddressRate {
  private static final int MAX_ADDRESSES = 65_536;
  private static final int NETWORK_BYTES = 8;
  private static final long SWEEP_GAP_NANOS = 1_000_000_000L;

  private final long perSecond;
  private final LongSupplier nanoTime;
  private final Map<ByteBuffer, RateBucket> addresses = new ConcurrentHashMap<>();
  private final RateBucket strangers;
  private final AtomicLong sweptAt;

  /**
   * A rate.
   *
   * @param perSecond so often a second, with a burst of one second's worth; negative for no limit
   * @param nanoTime monotonic clock
   */
  public AddressRate(long perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    this.strangers = new RateBucket(nanoTime.getAsLong());
    this.sweptAt = new AtomicLong(nanoTime.getAsLong());
  }

  /** Whole seconds to wait for an address that is too fast; empty when it may go on. */
  public Optional<Long> waitSeconds(InetAddress address) {
    if (perSecond < 0) {
      return Optional.empty();
    }
    long now = nanoTime.getAsLong();
    RateBucket.Take take = bucket(network(address), now).take(1, perSecond, now);
    return take.isTaken() ? Optional.empty() : Optional.of(take.waitSeconds());
  }

  /** How many addresses are remembered. */
  int size() {
    return addresses.size();
  }

  private RateBucket bucket(ByteBuffer network, long now) {
    RateBucket known = addresses.get(network);
    if (known != null) {
      return known;
    }
    if (addresses.size() >= MAX_ADDRESSES) {
      sweep(now);
    }
    return addresses.size() >= MAX_ADDRESSES
        ? strangers
        : addresses.computeIfAbsent(network, unused -> new RateBucket(now));
  }

  // Not with every newcomer: a flood of addresses must not buy a walk through the table each.
  private void sweep(long now) {
    long last = sweptAt.get();
    if (now - last >= SWEEP_GAP_NANOS && sweptAt.compareAndSet(last, now)) {
      addresses.values().removeIf(bucket -> bucket.isFull(now));
    }
  }

  private static ByteBuffer network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet6Address
        ? ByteBuffer.wrap(bytes, 0, NETWORK_BYTES).slice()
        : ByteBuffer.wrap(bytes);
  }
}
