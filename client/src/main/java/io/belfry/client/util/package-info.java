/**
 * Authenticators that ask an HTTP endpoint of the application. The package keeps the name that
 * users of the official client know. They may be used by any thread and are called on threads of
 * their own.
 */
@NullMarked
package io.belfry.client.util;

import org.jspecify.annotations.NullMarked;
