/** How requests are signed and sent; nothing here is for applications. */
@NullMarked
package io.belfry.rest.internal;

import org.jspecify.annotations.NullMarked;
