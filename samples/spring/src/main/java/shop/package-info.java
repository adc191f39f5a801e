/** A shop whose customers sign in to Belfry and hear of their orders. */
@NullMarked
package shop;

import org.jspecify.annotations.NullMarked;
