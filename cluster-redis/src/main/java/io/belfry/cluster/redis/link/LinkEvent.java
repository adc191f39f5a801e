package io.belfry.cluster.redis.link;

/** What happens at a link now and then and is counted. */
public enum LinkEvent {
  /** A bundle is missing, so rosters are read again. */
  HOLE("holes", "Times that something told to this node was missing, so that it read again."),
  /** A roster is read. */
  ROSTER_READ("rosters_read", "Channels and their members that were read from the engine."),
  /** A bundle has arrived. */
  BUNDLE("bundles", "Bundles that the engine has told this node."),
  /** A member or user is granted by the node itself, since it is cut off. */
  PROVISIONAL(
      "provisional", "Members and users whom this node let in by itself, since it was cut off."),
  /** A publication is refused, since the engine is away or its answer lost. */
  PUBLISH_REFUSED(
      "publish_refused",
      "Publications that were refused, since the engine was away, or its answer lost."),
  /** The engine knows another number of holdings than the node, which must not happen. */
  DRIFT("drift", "Times that the engine knew another number of holdings than this node."),
  /** An entry of the inbox is of a kind that is not known, or malformed. */
  UNKNOWN_ENTRY(
      "unknown_entries", "What came from the cluster and this version does not understand.");

  private final String metricName;
  private final String sentence;

  LinkEvent(String metricName, String sentence) {
    this.metricName = metricName;
    this.sentence = sentence;
  }

  /** Its name among the metrics of a cluster. */
  public String metricName() {
    return metricName;
  }

  /** What it is, for people. */
  public String sentence() {
    return sentence;
  }
}
