package io.belfry.spring;

import io.belfry.rest.AuthRequest;
import java.security.Principal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All authorizers of the application, of which one decides about a channel; a bean, for whoever
 * answers clients by other ways than the endpoints.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules HTTP-232, HTTP-233"
 */
public final class ChannelAuthorizers {
  private final SpacedLog log = SpacedLog.of(ChannelAuthorizers.class);
  private final List<Rule> rules = new ArrayList<>();

  private record Rule(ChannelPattern pattern, ChannelAuthorizer authorizer) {}

  private record Match(Rule rule, Map<String, String> variables) {
    int weight() {
      return rule.pattern.literalLength();
    }
  }

  /**
   * Takes the authorizers.
   *
   * @throws IllegalArgumentException if a pattern cannot be used, or stands twice
   */
  ChannelAuthorizers(List<ChannelAuthorizer> authorizers) {
    Set<String> seen = new HashSet<>();
    for (ChannelAuthorizer each : authorizers) {
      if (!seen.add(each.pattern())) {
        throw new IllegalArgumentException(
            "Two ChannelAuthorizer beans have the pattern \""
                + each.pattern()
                + "\". Expected one for each pattern.");
      }
      rules.add(new Rule(ChannelPattern.parse(each.pattern()), each));
    }
  }

  /**
   * Whether the user may join. Where not, and it is the application's doing, the log says why.
   *
   * @param who who is logged in to the application
   * @param channel a name of the right form, of a kind that is authorised
   * @param request what the client sent; whoever sits there chose it
   */
  public boolean mayJoin(Principal who, String channel, AuthRequest request) {
    List<Match> matches = heaviest(channel);
    if (matches.isEmpty()) {
      log.warn(() -> nobodyAsked(channel));
      return false;
    }
    if (matches.size() > 1) {
      log.warn(() -> twoAsked(channel, matches));
      return false;
    }
    Match match = matches.get(0);
    return match.rule.authorizer.mayJoin(
        who, new ChannelRequest(channel, match.variables, request));
  }

  private List<Match> heaviest(String channel) {
    List<Match> matches = new ArrayList<>();
    for (Rule rule : rules) {
      rule.pattern.match(channel).ifPresent(variables -> matches.add(new Match(rule, variables)));
    }
    int most = matches.stream().mapToInt(Match::weight).max().orElse(0);
    return matches.stream().filter(match -> match.weight() == most).toList();
  }

  private static String nobodyAsked(String channel) {
    return "No ChannelAuthorizer matches the channel \""
        + channel
        + "\", so nobody joins it. To let users in, add a bean such as: @Bean ChannelAuthorizer"
        + " mine() { return ChannelAuthorizer.of(\""
        + channel
        + "\", (who, channel) -> true); }";
  }

  private static String twoAsked(String channel, List<Match> matches) {
    return "The channel \""
        + channel
        + "\" is matched by the patterns "
        + matches.stream().map(match -> match.rule.pattern.toString()).toList()
        + ", none of which says more than the other, so nobody joins it. Make one of them longer.";
  }
}
