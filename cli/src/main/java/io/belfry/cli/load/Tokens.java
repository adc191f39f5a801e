package io.belfry.cli.load;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelName;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.message.ClientMessage;
import io.belfry.protocol.sign.AuthToken;
import io.belfry.protocol.sign.StringToSign;
import org.jspecify.annotations.Nullable;

/**
 * Signs as an auth endpoint would, so that a load test needs none.
 *
 * <p>Thread: immutable.
 *
 * @param app what signs
 */
record Tokens(Target.AppAccess app) {
  ClientMessage.Signin signin(SocketId socket, String user) {
    String userData = "{\"id\":\"" + user + "\"}";
    return new ClientMessage.Signin(sign(StringToSign.signin(socket, userData)), userData);
  }

  ClientMessage.Subscribe subscribe(SocketId socket, ChannelName channel, String member) {
    if (!channel.kind().has(ChannelKind.Trait.AUTHORIZED)) {
      return new ClientMessage.Subscribe(channel.text(), null, null);
    }
    @Nullable String channelData =
        channel.kind().has(ChannelKind.Trait.ROSTER) ? "{\"user_id\":\"" + member + "\"}" : null;
    String text = StringToSign.subscription(socket, channel, channelData);
    return new ClientMessage.Subscribe(channel.text(), sign(text), channelData);
  }

  private String sign(String text) {
    return AuthToken.sign(app.key(), app.secret(), text);
  }
}
