package io.belfry.client.kotlin

import io.belfry.client.AuthenticationFailureException
import io.belfry.client.AuthorizationFailureException
import io.belfry.client.Pusher
import io.belfry.client.PusherOptions
import io.belfry.client.channel.Channel
import io.belfry.client.channel.PusherEvent
import io.belfry.client.channel.SubscriptionEventListener
import io.belfry.client.connection.ConnectionFailureException
import io.belfry.client.connection.ConnectionState
import io.belfry.testkit.ScriptedServer
import java.util.OptionalInt
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.Executor
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test

class FlowsTest {
  /** A channel that keeps who is bound. */
  private class BoundChannel : Channel {
    val bound = CopyOnWriteArrayList<SubscriptionEventListener>()

    override fun getName() = "orders"

    override fun bind(eventName: String, listener: SubscriptionEventListener) {
      bound.add(listener)
    }

    override fun bindGlobal(listener: SubscriptionEventListener) {
      bound.add(listener)
    }

    override fun unbind(eventName: String, listener: SubscriptionEventListener) {
      bound.remove(listener)
    }

    override fun unbindGlobal(listener: SubscriptionEventListener) {
      bound.remove(listener)
    }

    override fun subscriptionCount(): OptionalInt = OptionalInt.empty()

    override fun isSubscribed() = true

    fun comes(number: Int) {
      bound.forEach { it.onEvent(PusherEvent("order", "orders", null, "$number")) }
    }
  }

  private fun test(block: suspend CoroutineScope.() -> Unit) = runBlocking {
    withTimeout(20_000, block)
  }

  private suspend fun heldBack(overflow: Overflow, wanted: Int = 3): Pair<List<String>, Throwable?> =
      withContext(Dispatchers.Default) {
        val channel = BoundChannel()
        val first = CompletableDeferred<Unit>()
        val release = CompletableDeferred<Unit>()
        val heard = CopyOnWriteArrayList<String>()
        val collecting =
            async(start = CoroutineStart.UNDISPATCHED) {
              runCatching {
                    channel.events("order", capacity = 2, overflow = overflow).take(wanted).collect {
                      heard.add(it.data)
                      first.complete(Unit)
                      release.await()
                    }
                  }
                  .exceptionOrNull()
            }
        channel.comes(1)
        first.await()
        (2..5).forEach { channel.comes(it) }
        release.complete(Unit)
        val failure = collecting.await()
        assertThat(channel.bound).isEmpty()
        heard to failure
      }

  @Test
  @Tag("CL-037")
  fun givenACollectorThatIsTooSlow_theFlowFailsBehindWhatItHolds() = test {
    val (heard, failure) = heldBack(Overflow.FAIL, 4)
    assertThat(heard).containsExactly("1", "2", "3")
    assertThat(failure).isInstanceOf(EventsLostException::class.java)
  }

  @Test
  @Tag("CL-037")
  fun givenACollectorThatIsTooSlow_theOldestAreLost() = test {
    assertThat(heldBack(Overflow.DROP_OLDEST).first).containsExactly("1", "4", "5")
  }

  @Test
  @Tag("CL-037")
  fun givenACollectorThatIsTooSlow_theLatestAreLost() = test {
    assertThat(heldBack(Overflow.DROP_LATEST).first).containsExactly("1", "2", "3")
  }

  @Test
  @Tag("CL-037")
  fun givenACollectorThatIsCancelled_nothingStaysBound() = test {
    val channel = BoundChannel()
    val collecting = launch(start = CoroutineStart.UNDISPATCHED) { channel.events().collect {} }
    assertThat(channel.bound).hasSize(1)
    collecting.cancelAndJoin()
    assertThat(channel.bound).isEmpty()
  }

  private fun options(server: ScriptedServer) =
      PusherOptions()
          .setHost("127.0.0.1")
          .setWsPort(server.port())
          .setUseTLS(false)
          .setUserAuthenticator { """{"auth":"k:$it","user_data":"{\"id\":\"u7\"}"}""" }
          .setChannelAuthorizer { _, id -> """{"auth":"k:$id"}""" }

  @Test
  @Tag("CL-037")
  fun givenAServer_callsSuspendAndFlowsTell() = test {
    ScriptedServer.start().use { server ->
      Pusher("key", options(server)).use { pusher ->
        val all = async(Dispatchers.Default) { pusher.connection.states().first { it == ConnectionState.CONNECTED } }
        val connecting = async(Dispatchers.Default) { pusher.awaitConnected() }
        val side = withContext(Dispatchers.IO) { server.accept() }
        side.greet("1.1", 120)
        connecting.await()
        all.await()

        val signing = async(Dispatchers.Default) { pusher.awaitSignedIn() }
        withContext(Dispatchers.IO) { side.next() }
        side.send("""{"event":"pusher:signin_success","data":{"user_data":"{\"id\":\"u7\"}"}}""")
        assertThat(signing.await()).isEqualTo("u7")
        withContext(Dispatchers.IO) { side.next() }

        val subscribing = async(Dispatchers.Default) { pusher.awaitSubscribed("private-a") }
        withContext(Dispatchers.IO) { side.next() }
        side.send(
            """{"event":"pusher_internal:subscription_succeeded","channel":"private-a","data":"{}"}""")
        val channel = subscribing.await()

        val heard =
            async(Dispatchers.Default, CoroutineStart.UNDISPATCHED) {
              channel.events("order").map { it.data }.take(2).toList()
            }
        side.send("""{"event":"order","channel":"private-a","data":"1"}""")
        side.send("""{"event":"order","channel":"private-a","data":"2"}""")
        assertThat(heard.await()).containsExactly("1", "2")
        side.close()
      }
    }
  }

  @Test
  @Tag("CL-037")
  fun givenAServerThatRefuses_callsThrowWhatItSaid() = test {
    ScriptedServer.start().use { server ->
      Pusher("key", options(server)).use { pusher ->
        val connecting = async(Dispatchers.Default) { pusher.awaitConnected() }
        val side = withContext(Dispatchers.IO) { server.accept() }
        side.greet("1.1", 120)
        connecting.await()

        val signing = async(Dispatchers.Default) { runCatching { pusher.awaitSignedIn() } }
        withContext(Dispatchers.IO) { side.next() }
        side.send("""{"event":"pusher:error","data":{"code":4009,"message":"Invalid signature"}}""")
        assertThat(signing.await().exceptionOrNull())
            .isInstanceOf(AuthenticationFailureException::class.java)

        val subscribing =
            async(Dispatchers.Default) { runCatching { pusher.awaitSubscribed("private-a") } }
        withContext(Dispatchers.IO) { side.next() }
        side.send(
            """{"event":"pusher:subscription_error","channel":"private-a","data":{"type":"AuthError","error":"No","status":401}}""")
        val refused = subscribing.await().exceptionOrNull() as AuthorizationFailureException
        assertThat(refused.reason()).hasValue("AuthError")

        side.sendClose(4001, "Application does not exist")
        pusher.connection.states().first { it == ConnectionState.DISCONNECTED }
        val again = async(Dispatchers.Default) { runCatching { pusher.awaitConnected() } }
        withContext(Dispatchers.IO) { server.accept() }.sendClose(4001, "Application does not exist")
        val failure = again.await().exceptionOrNull() as ConnectionFailureException
        assertThat(failure.reason()).hasValue("app_unknown")
        side.close()
      }
    }
  }

  @Test
  @Tag("CL-037")
  fun givenTheNewsOfAnEarlierEndOnItsWay_awaitingAnotherConnectionGoesOn() = test {
    val held = LinkedBlockingQueue<Runnable>()
    val isHeld = AtomicBoolean()
    val executor = Executor { if (isHeld.get()) held.add(it) else it.run() }
    ScriptedServer.start().use { server ->
      Pusher("key", options(server).setListenerExecutor(executor)).use { pusher ->
        val connecting = async(Dispatchers.Default) { pusher.awaitConnected() }
        val side = withContext(Dispatchers.IO) { server.accept() }
        side.greet("1.1", 120)
        connecting.await()
        isHeld.set(true)
        side.sendClose(4001, "Application does not exist")
        while (pusher.connection.state != ConnectionState.DISCONNECTED) yield()

        val again = async(start = CoroutineStart.UNDISPATCHED) { pusher.awaitConnected() }
        isHeld.set(false)
        withContext(Dispatchers.IO) { held.take().run() }
        withContext(Dispatchers.IO) { server.accept() }.greet("2.2", 120)
        again.await()
        side.close()
      }
    }
  }
}
