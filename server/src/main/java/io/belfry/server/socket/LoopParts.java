package io.belfry.server.socket;

import io.belfry.server.channel.OutboundFrame;
import io.belfry.server.delivery.LoopHoldings;
import java.util.function.LongSupplier;

/**
 * What the connections of one event loop share.
 *
 * <p>Thread: confined to its event loop.
 *
 * @param holdings channels, users and socket ids of this loop
 * @param connections all connections of this loop
 * @param backpressure what its slow consumers cost together
 * @param input what its clients have not finished sending
 * @param room what the subscriptions of its connections cost together
 * @param frames makes frames of texts
 * @param counts what is counted
 * @param keepAlive how long a client may be silent before something is sent
 * @param nanoTime monotonic clock
 * @param wallMillis clock that people read, in Unix milliseconds
 */
public record LoopParts(
    LoopHoldings holdings,
    Connections connections,
    Backpressure backpressure,
    InputBudget.Part input,
    SubscriptionRoom room,
    OutboundFrame.Factory frames,
    Counts counts,
    KeepAlive keepAlive,
    LongSupplier nanoTime,
    LongSupplier wallMillis) {}
