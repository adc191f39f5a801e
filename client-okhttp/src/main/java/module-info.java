/**
 * The transport of the Java client over OkHttp, for Android and for whoever has an OkHttp client
 * with its own certificates, proxies and DNS.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // OkHttp is no module
@org.jspecify.annotations.NullMarked
module io.belfry.client.okhttp {
  requires static transitive org.jspecify;
  requires transitive io.belfry.client;
  requires transitive okhttp3;
  requires kotlin.stdlib; // which OkHttp, being no module, cannot ask for

  exports io.belfry.client.okhttp;
}
