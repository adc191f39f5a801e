package io.belfry.spring;

import java.security.Principal;
import java.util.function.BiPredicate;

/**
 * Who may join the private, presence and encrypted channels of a pattern. Each bean of it speaks of
 * one pattern; a channel that no pattern matches is joined by nobody.
 *
 * <pre>{@code
 * @Bean
 * ChannelAuthorizer orders() {
 *   return ChannelAuthorizer.of(
 *       "private-orders-{owner}", (who, channel) -> who.getName().equals(channel.variable("owner")));
 * }
 * }</pre>
 *
 * <p>A variable stands for one or more characters of the name. A pattern matches names of its own
 * kind alone, so {@code private-{x}} matches no {@code private-encrypted-…}. A name that could be
 * read in two ways is not matched. Of several patterns that match, the one with the most characters
 * outside its variables is asked; where two have as many, nobody joins.
 *
 * <p>Thread: called on the thread of each request, by several at a time.
 *
 * @see "rules HTTP-232, HTTP-233"
 */
public interface ChannelAuthorizer {
  /** Name of a channel in which {@code {variable}} stands for what differs; the same each time. */
  String pattern();

  /**
   * Whether the user may join.
   *
   * @param who who is logged in to the application
   */
  boolean mayJoin(Principal who, ChannelRequest channel);

  /** An authorizer made of a pattern and a decision. */
  static ChannelAuthorizer of(String pattern, BiPredicate<Principal, ChannelRequest> decision) {
    return new ChannelAuthorizer() {
      @Override
      public String pattern() {
        return pattern;
      }

      @Override
      public boolean mayJoin(Principal who, ChannelRequest channel) {
        return decision.test(who, channel);
      }

      @Override
      public String toString() {
        return "ChannelAuthorizer[" + pattern + "]";
      }
    };
  }
}
