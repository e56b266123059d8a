/**
 * Variables that a block of http{} makes out of others: map, geo, split_clients.
 *
 * <p>Part of the http room, floor 10. Pure.
 */
@NullMarked
package io.postern.http.table;

import org.jspecify.annotations.NullMarked;
