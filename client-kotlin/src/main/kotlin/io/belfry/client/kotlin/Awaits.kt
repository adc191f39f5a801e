@file:JvmName("Awaits")

package io.belfry.client.kotlin

import io.belfry.client.AuthenticationFailureException
import io.belfry.client.Pusher
import io.belfry.client.channel.Channel
import io.belfry.client.channel.PusherEvent
import io.belfry.client.channel.SubscriptionEventListener
import io.belfry.client.connection.ConnectionEventListener
import io.belfry.client.connection.ConnectionState
import io.belfry.client.connection.ConnectionStateChange
import io.belfry.client.user.SigninEventListener
import kotlinx.coroutines.CompletableDeferred

private const val SUCCEEDED = "pusher:subscription_succeeded"
private const val REFUSED = "pusher:subscription_error"

/**
 * Connects, and returns once connected. Failed attempts are repeated, as by `connect()`; where the
 * client gives up or is told to stay away, the last failure is thrown. Cancelled, it listens no
 * more and leaves the client as it is.
 *
 * @throws io.belfry.client.connection.ConnectionFailureException with the server's code and reason
 */
public suspend fun Pusher.awaitConnected(): Unit =
    awaiting { end: CompletableDeferred<Unit> ->
      val listener = ConnectionEventListener { end.complete(Unit) }
      connection.bind(ConnectionState.CONNECTED, listener)
      try {
        connect()
        if (connection.state == ConnectionState.CONNECTED) end.complete(Unit)
        end.await()
      } finally {
        connection.unbind(ConnectionState.CONNECTED, listener)
      }
    }

/**
 * Signs the user in, and returns its id once the server has accepted it, on this connection or the
 * next. Cancelled, it listens no more; the sign-in stays wanted.
 *
 * @throws AuthenticationFailureException if the endpoint or the server refuses
 * @throws IllegalStateException if no user authenticator is set
 */
public suspend fun Pusher.awaitSignedIn(): String =
    awaiting { end: CompletableDeferred<String> ->
      val listener =
          object : SigninEventListener {
            override fun onSignedIn(userId: String) {
              end.complete(userId)
            }

            override fun onAuthenticationFailure(message: String, e: Exception) {
              end.completeExceptionally(e)
            }
          }
      val user = user()
      user.bindSignin(listener)
      try {
        signin()
        user.userId()?.let { end.complete(it) }
        end.await()
      } finally {
        user.unbindSignin(listener)
      }
    }

/**
 * Subscribes, and returns the channel once the server has accepted it, on this connection or the
 * next. Cancelled, it listens no more; the channel stays wanted until `unsubscribe`.
 *
 * @throws io.belfry.client.AuthorizationFailureException if the endpoint or the server refuses
 */
public suspend fun Pusher.awaitSubscribed(channelName: String): Channel =
    awaiting { end: CompletableDeferred<Unit> ->
      val channel = subscribe(channelName)
      val listener =
          object : SubscriptionEventListener {
            override fun onEvent(event: PusherEvent) {
              if (event.eventName == SUCCEEDED) end.complete(Unit)
            }

            override fun onError(message: String, e: Exception) {
              end.completeExceptionally(e)
            }
          }
      channel.bind(SUCCEEDED, listener)
      channel.bind(REFUSED, listener)
      try {
        // Again, for the case that it was refused before anybody listened; else it does nothing.
        subscribe(channelName)
        if (channel.isSubscribed) end.complete(Unit)
        end.await()
        channel
      } finally {
        channel.unbind(SUCCEEDED, listener)
        channel.unbind(REFUSED, listener)
      }
    }

/** Lets the end of the connection for good end what waits on it. */
private suspend fun <T, R> Pusher.awaiting(block: suspend (CompletableDeferred<T>) -> R): R {
  val end = CompletableDeferred<T>()
  val listener =
      object : ConnectionEventListener {
        private var last: Exception? = null
        private var isUnderWay = connection.state != ConnectionState.DISCONNECTED

        override fun onConnectionStateChange(change: ConnectionStateChange) {
          if (change.currentState != ConnectionState.DISCONNECTED) {
            isUnderWay = true
          } else if (isUnderWay && connection.state == ConnectionState.DISCONNECTED) {
            // Else it is the news of an earlier end, on its way to listeners until now.
            end.completeExceptionally(
                last ?: IllegalStateException("The client was disconnected meanwhile."))
          }
        }

        override fun onError(message: String, code: String?, e: Exception) {
          last = e
        }
      }
  connection.bind(ConnectionState.ALL, listener)
  try {
    return block(end)
  } finally {
    connection.unbind(ConnectionState.ALL, listener)
  }
}
