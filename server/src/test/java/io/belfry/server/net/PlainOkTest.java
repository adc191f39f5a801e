package io.belfry.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.http.Response;
import io.belfry.testkit.ManualClock;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainOkTest {
  private final ChannelInboundHandlerAdapter last = new ChannelInboundHandlerAdapter();
  private final EmbeddedChannel socket = new EmbeddedChannel(new ResponseEncoder(), last);
  private final ManualClock clock = new ManualClock();
  private final PlainOk plainOk =
      new PlainOk(socket.pipeline().context(last), new DateField(clock));

  @Test
  void givenTheAnswerToAPublish_itsBytesAreTheOnesOfTheEncoder() {
    Response response = Response.ok().withHeader("X-Request-Id", "a1");
    assertThat(plainOk.write(response)).isTrue();
    String written = written();

    Answers.Form usual =
        new Answers.Form(Answers.Content.ANY, Answers.Staying.OPEN, Answers.Dialect.HTTP_1_1);
    socket.write(new Answers(clock).whole(response, usual));
    assertThat(written).isEqualTo(written()).endsWith("\r\n\r\n{}");
  }

  @Test
  void givenAnyOtherResponse_nothingIsWritten() {
    Response marked = Response.ok().withHeader("X-Request-Id", "a1");
    assertThat(plainOk.write(Response.ok())).isFalse();
    assertThat(plainOk.write(marked.withHeader("Vary", "Origin"))).isFalse();
    assertThat(plainOk.write(Response.ok(new byte[] {'{', '}'}).withHeader("X-Request-Id", "a1")))
        .isFalse();
    assertThat(plainOk.write(Response.ok().withHeader("Vary", "Origin"))).isFalse();
    assertThat(written()).isEmpty();
  }

  private String written() {
    socket.flushOutbound();
    StringBuilder written = new StringBuilder();
    for (ByteBuf part = socket.readOutbound(); part != null; part = socket.readOutbound()) {
      written.append(part.toString(StandardCharsets.US_ASCII));
      part.release();
    }
    return written.toString();
  }
}
