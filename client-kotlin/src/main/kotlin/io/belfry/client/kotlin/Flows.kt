@file:JvmName("Flows")

package io.belfry.client.kotlin

import io.belfry.client.Pusher
import io.belfry.client.channel.Channel
import io.belfry.client.channel.PusherEvent
import io.belfry.client.channel.SubscriptionEventListener
import io.belfry.client.connection.Connection
import io.belfry.client.connection.ConnectionEventListener
import io.belfry.client.connection.ConnectionState
import io.belfry.client.user.User
import kotlinx.coroutines.channels.BufferOverflow
import kotlinx.coroutines.channels.Channel as QueueChannel
import kotlinx.coroutines.channels.onFailure
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.flow

/** Events that a flow holds for its collector unless told otherwise. */
public const val DEFAULT_CAPACITY: Int = 256

/**
 * The events of this channel with one of [names], or all where none is named. Each collector binds
 * when it begins and is unbound when it ends or is cancelled; the channel stays subscribed.
 *
 * @param capacity events that wait for the collector, from 1
 * @see Overflow
 */
public fun Channel.events(
    vararg names: String,
    capacity: Int = DEFAULT_CAPACITY,
    overflow: Overflow = Overflow.FAIL,
): Flow<PusherEvent> = events(Binder(::bind, ::unbind, ::bindGlobal, ::unbindGlobal), names, capacity, overflow)

/** The events that are sent to this user; as those of a channel. */
public fun User.events(
    vararg names: String,
    capacity: Int = DEFAULT_CAPACITY,
    overflow: Overflow = Overflow.FAIL,
): Flow<PusherEvent> = events(Binder(::bind, ::unbind, ::bindGlobal, ::unbindGlobal), names, capacity, overflow)

/** The events of all channels and of the user; as those of a channel. */
public fun Pusher.events(
    vararg names: String,
    capacity: Int = DEFAULT_CAPACITY,
    overflow: Overflow = Overflow.FAIL,
): Flow<PusherEvent> = events(Binder(::bind, ::unbind, ::bindGlobal, ::unbindGlobal), names, capacity, overflow)

/**
 * The state of this connection now and whenever it changes. A slow collector gets the latest and
 * not all that were between.
 */
public fun Connection.states(): Flow<ConnectionState> =
    flow {
          val changed = QueueChannel<Unit>(QueueChannel.CONFLATED)
          val listener = ConnectionEventListener { changed.trySend(Unit) }
          bind(ConnectionState.ALL, listener)
          try {
            emit(state)
            for (change in changed) emit(state)
          } finally {
            unbind(ConnectionState.ALL, listener)
          }
        }
        .distinctUntilChanged()

private class Binder(
    val bind: (String, SubscriptionEventListener) -> Unit,
    val unbind: (String, SubscriptionEventListener) -> Unit,
    val bindGlobal: (SubscriptionEventListener) -> Unit,
    val unbindGlobal: (SubscriptionEventListener) -> Unit,
)

private fun events(
    binder: Binder,
    names: Array<out String>,
    capacity: Int,
    overflow: Overflow,
): Flow<PusherEvent> {
  require(capacity >= 1) { "events: capacity $capacity (expected: 1 or more)" }
  // No callbackFlow: that binds some time after its collector has begun, and events are lost between.
  return flow {
    val waiting = QueueChannel<PusherEvent>(capacity, policy(overflow))
    val listener = SubscriptionEventListener { event ->
      waiting.trySend(event).onFailure { waiting.close(EventsLostException(capacity)) }
    }
    if (names.isEmpty()) binder.bindGlobal(listener)
    else names.forEach { binder.bind(it, listener) }
    try {
      for (event in waiting) emit(event)
    } finally {
      if (names.isEmpty()) binder.unbindGlobal(listener)
      else names.forEach { binder.unbind(it, listener) }
    }
  }
}

private fun policy(overflow: Overflow): BufferOverflow =
    when (overflow) {
      Overflow.FAIL -> BufferOverflow.SUSPEND // trySend fails instead of suspending
      Overflow.DROP_OLDEST -> BufferOverflow.DROP_OLDEST
      Overflow.DROP_LATEST -> BufferOverflow.DROP_LATEST
    }
