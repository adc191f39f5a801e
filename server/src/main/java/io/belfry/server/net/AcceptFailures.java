package io.belfry.server.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a port does when a socket cannot be accepted, mostly since all descriptors are in use: it
 * stops for a second instead of trying without a pause, and says so now and then. Whoever is
 * connected is served meanwhile, and newcomers wait in the queue of the kernel.
 *
 * <p>Thread: confined to the event loop of the port.
 *
 * @see "rule THR-67"
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);
  private static final long PAUSE_SECONDS = 1;
  private static final long SILENCE_NANOS = Duration.ofSeconds(10).toNanos();

  private boolean isPaused;
  private boolean hasSaid;
  private long saidAt;

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!isPaused) {
      isPaused = true;
      context.channel().config().setAutoRead(false);
      context.channel().eventLoop().schedule(() -> goOn(context), PAUSE_SECONDS, TimeUnit.SECONDS);
    }
    long now = System.nanoTime();
    if (!hasSaid || now - saidAt >= SILENCE_NANOS) {
      hasSaid = true;
      saidAt = now;
      LOG.warn(
          "No connection can be accepted: {}. It is tried again every second. If the files that"
              + " may be open are used up, raise their number (ulimit -n, LimitNOFILE).",
          cause.getMessage());
    }
  }

  private void goOn(ChannelHandlerContext context) {
    isPaused = false;
    context.channel().config().setAutoRead(true);
  }
}
