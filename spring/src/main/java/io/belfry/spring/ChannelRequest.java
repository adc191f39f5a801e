package io.belfry.spring;

import io.belfry.rest.AuthRequest;
import java.util.Map;

/**
 * A channel that somebody wants to join, as a {@link ChannelAuthorizer} sees it.
 *
 * <p>Thread: immutable.
 *
 * @param name the whole name of the channel
 * @param variables what the name has in place of the variables of the pattern
 * @param request what the client sent; whoever sits there chose it
 */
public record ChannelRequest(String name, Map<String, String> variables, AuthRequest request) {
  /** Takes a copy of the variables. */
  public ChannelRequest {
    variables = Map.copyOf(variables);
  }

  /**
   * What the name has in place of a variable: at least one character.
   *
   * @throws IllegalArgumentException if the pattern has no such variable
   */
  public String variable(String variable) {
    String value = variables.get(variable);
    if (value == null) {
      throw new IllegalArgumentException(
          "The pattern has no variable {" + variable + "}. It has " + variables.keySet() + ".");
    }
    return value;
  }
}
