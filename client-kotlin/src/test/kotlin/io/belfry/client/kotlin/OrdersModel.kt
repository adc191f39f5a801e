package io.belfry.client.kotlin

import io.belfry.client.AuthenticationFailureException
import io.belfry.client.Pusher
import io.belfry.client.connection.ConnectionState
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.stateIn
import kotlinx.coroutines.launch

// snippet: android-view-model
/** What a ViewModel holds; its scope is viewModelScope. */
class OrdersModel(private val pusher: Pusher, scope: CoroutineScope) {
  val notice = MutableStateFlow("")

  val isOnline: StateFlow<Boolean> =
      pusher.connection
          .states()
          .map { it == ConnectionState.CONNECTED }
          .stateIn(scope, SharingStarted.Eagerly, false)

  /** For a screen that shows the latest: what it is too slow for may be lost. */
  val shipped: Flow<String> =
      pusher.user().events("order-shipped", capacity = 16, overflow = Overflow.DROP_OLDEST).map {
        it.data
      }

  init {
    scope.launch {
      try {
        pusher.awaitConnected()
        notice.value = "signed in as ${pusher.awaitSignedIn()}"
      } catch (e: AuthenticationFailureException) {
        notice.value = "not signed in: ${e.message}" // the connection stays open
      }
    }
  }

  /** Called by onCleared(). */
  fun clear() = pusher.disconnect()
}
// end
