/**
 * Belfry in a Spring Boot application on the servlet stack. Applications write beans of {@link
 * io.belfry.spring.UserDataProvider} and {@link io.belfry.spring.ChannelAuthorizer}, publish {@link
 * io.belfry.spring.BelfryEvent}s and hear webhooks by {@link io.belfry.spring.BelfryWebhook};
 * everything else is made by Spring Boot. Requests come on the container's threads.
 */
package io.belfry.spring;
