/** Whose token a text is, and what it lets them do: decided here, once, for every door. */
@NullMarked
package io.penstock.server.access;

import org.jspecify.annotations.NullMarked;
