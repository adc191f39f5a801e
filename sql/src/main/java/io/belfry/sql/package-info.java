/**
 * Databases behind the seams of the server. A connection has one purpose and one thread; there is
 * no pool. Threads: each class says which.
 */
@NullMarked
package io.belfry.sql;

import org.jspecify.annotations.NullMarked;
