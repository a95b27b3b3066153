/**
 * The JDBC driver {@code jdbc:penstock://host:port/?token=…}: Avatica's remote driver, to which it
 * adds what that one lacks: cancelling, keys, functions, times finer than a millisecond, errors
 * that say why the server refused. {@link io.penstock.jdbc.PenstockDriver} is where it begins.
 */
@NullMarked
package io.penstock.jdbc;

import org.jspecify.annotations.NullMarked;
