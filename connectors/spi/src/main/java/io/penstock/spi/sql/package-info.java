/** SQL text and its typed values, kept apart all the way from template to driver. */
@NullMarked
package io.penstock.spi.sql;

import org.jspecify.annotations.NullMarked;
