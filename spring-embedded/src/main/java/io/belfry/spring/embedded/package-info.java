/**
 * The server inside of a Spring Boot application, switched on by {@code belfry.embedded.enabled}.
 * Applications may write beans of {@link io.belfry.spring.embedded.EmbeddedCustomizer}, and of the
 * server's {@link io.belfry.server.hook.Hooks} and {@link io.belfry.server.hook.ServerListener};
 * everything else is made by Spring Boot. Hooks come on threads of the server.
 */
package io.belfry.spring.embedded;
