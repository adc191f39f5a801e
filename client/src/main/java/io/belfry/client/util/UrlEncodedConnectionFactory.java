package io.belfry.client.util;

import io.belfry.client.internal.UrlText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes a form: {@code socket_id}, {@code channel_name} where there is one, then the parameters.
 *
 * <p>Thread: as its parent.
 *
 * @see "rule CL-008"
 */
public class UrlEncodedConnectionFactory extends ConnectionFactory {
  private final Map<String, String> parameters;

  /** A form without further parameters. */
  public UrlEncodedConnectionFactory() {
    this(Map.of());
  }

  /** A form with these parameters, which are copied. */
  public UrlEncodedConnectionFactory(Map<String, String> parameters) {
    this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  @Override
  public String getCharset() {
    return "UTF-8";
  }

  @Override
  public String getContentType() {
    return "application/x-www-form-urlencoded";
  }

  @Override
  public String getBody() {
    StringBuilder form = new StringBuilder();
    append(form, "socket_id", getSocketId());
    if (!getChannelName().isEmpty()) {
      append(form, "channel_name", getChannelName());
    }
    parameters.forEach((name, value) -> append(form, name, value));
    return form.toString();
  }

  static void append(StringBuilder form, String name, String value) {
    if (form.length() > 0) {
      form.append('&');
    }
    form.append(UrlText.encoded(name)).append('=').append(UrlText.encoded(value));
  }
}
