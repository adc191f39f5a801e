package io.belfry.client.util;

/**
 * Makes the body of a request to an auth endpoint, for endpoints that want another than a form.
 *
 * <p>Thread: the authenticator that holds it asks for one body at a time.
 */
public abstract class ConnectionFactory {
  private String channelName = "";
  private String socketId = "";

  /** The body, made of {@link #getSocketId} and {@link #getChannelName}. */
  public abstract String getBody();

  /** Charset of the body, such as {@code UTF-8}. */
  public abstract String getCharset();

  /** Content type of the body, such as {@code application/json}. */
  public abstract String getContentType();

  /** Channel that is asked about; empty in a request about a user. */
  public String getChannelName() {
    return channelName;
  }

  /** Sets the channel that is asked about. */
  public void setChannelName(String channelName) {
    this.channelName = channelName;
  }

  /** Public id of the connection that is asked about. */
  public String getSocketId() {
    return socketId;
  }

  /** Sets the connection that is asked about. */
  public void setSocketId(String socketId) {
    this.socketId = socketId;
  }
}
