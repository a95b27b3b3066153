/** Tokens: those that the server keeps, and those that others sign. */
@NullMarked
package io.penstock.server.token;

import org.jspecify.annotations.NullMarked;
