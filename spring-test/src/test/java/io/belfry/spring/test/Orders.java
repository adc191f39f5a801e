package io.belfry.spring.test;

import io.belfry.rest.Pusher;

/**
 * What sends.
 *
 * @param belfry the bean of the starter
 * @param url what the application's properties say
 */
record Orders(Pusher belfry, String url) {
  void ship(int order, String customer) {
    belfry.sendToUser(customer, "order-shipped", "{\"order\":" + order + "}");
  }
}
