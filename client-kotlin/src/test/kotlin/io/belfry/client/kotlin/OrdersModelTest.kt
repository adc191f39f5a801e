package io.belfry.client.kotlin

import io.belfry.client.Pusher
import io.belfry.client.PusherOptions
import io.belfry.testkit.ScriptedServer
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test

/** The model that the guide shows. */
class OrdersModelTest {
  @Test
  @Tag("CL-037")
  fun givenAUser_theModelShowsWhatIsSentToIt() = runBlocking {
    withTimeout(20_000) {
      ScriptedServer.start().use { server ->
        val options =
            PusherOptions()
                .setHost("127.0.0.1")
                .setWsPort(server.port())
                .setUseTLS(false)
                .setUserAuthenticator { """{"auth":"k:$it","user_data":"{\"id\":\"ada\"}"}""" }
        Pusher("key", options).use { pusher ->
          val job = Job()
          val model = OrdersModel(pusher, CoroutineScope(Dispatchers.Default + job))
          val shipped = async(start = CoroutineStart.UNDISPATCHED) { model.shipped.first() }
          val side = withContext(Dispatchers.IO) { server.accept() }
          side.greet("1.1", 120)
          model.isOnline.first { it }
          withContext(Dispatchers.IO) { side.next() }
          side.send("""{"event":"pusher:signin_success","data":{"user_data":"{\"id\":\"ada\"}"}}""")
          model.notice.first { it.isNotEmpty() }
          assertThat(model.notice.value).isEqualTo("signed in as ada")
          side.send(
              """{"event":"order-shipped","channel":"#server-to-user-ada","data":"{\"order\":7}"}""")
          assertThat(shipped.await()).isEqualTo("""{"order":7}""")
          model.clear()
          model.isOnline.first { !it }
          job.cancelAndJoin()
          side.close()
        }
      }
    }
  }
}
