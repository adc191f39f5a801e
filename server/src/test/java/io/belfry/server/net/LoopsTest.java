package io.belfry.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.node.TransportKind;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoopsTest {
  @ParameterizedTest
  @EnumSource(TransportKind.class)
  void givenLoopsStoppedBetweenTwoLooksAtTheirSockets_theyLeaveNoneOpen(TransportKind kind)
      throws Exception {
    Loops loops = new Loops(kind, 1, System::nanoTime);
    CompletableFuture<Channel> accepted = new CompletableFuture<>();
    Channel port = listen(loops, accepted);
    int number = ((InetSocketAddress) port.localAddress()).getPort();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), number)) {
      socket.setSoTimeout(10_000);
      accepted.orTimeout(10, TimeUnit.SECONDS).join();

      // Netty looks at its sockets before its tasks, and ends after them.
      loops.netty(0).execute(() -> loops.group().shutdownGracefully(0, 1, TimeUnit.SECONDS));

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThat(loops.group().terminationFuture().awaitUninterruptibly(10, TimeUnit.SECONDS))
          .isTrue();
    }
  }

  private static Channel listen(Loops loops, CompletableFuture<Channel> accepted) {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new ServerBootstrap()
        .group(loops.group())
        .channelFactory(() -> loops.transport().listening().apply(anyPort))
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.eventLoop().execute(() -> accepted.complete(channel));
              }
            })
        .bind(anyPort)
        .syncUninterruptibly()
        .channel();
  }
}
