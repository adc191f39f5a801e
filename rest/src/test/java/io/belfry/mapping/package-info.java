/** Stands outside the library, where the application and its JSON mapper are. */
@NullMarked
package io.belfry.mapping;

import org.jspecify.annotations.NullMarked;
