/** Events and states of the Java client as publishers of {@link java.util.concurrent.Flow}. */
@org.jspecify.annotations.NullMarked
module io.belfry.client.flow {
  requires static transitive org.jspecify;
  requires transitive io.belfry.client;

  exports io.belfry.client.flow;
}
