/**
 * WebSockets over OkHttp. An application makes one {@link io.belfry.client.okhttp.OkHttpTransport}
 * and gives it to the options of its clients; OkHttp's threads call it.
 */
package io.belfry.client.okhttp;
