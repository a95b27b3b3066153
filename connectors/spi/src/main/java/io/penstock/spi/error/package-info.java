/** Errors that say who can fix them. */
@NullMarked
package io.penstock.spi.error;

import org.jspecify.annotations.NullMarked;
