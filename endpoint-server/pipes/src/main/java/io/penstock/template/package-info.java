/**
 * SQL templates: Tornado's tags with Python's expressions, compiled once, rendered to SQL text with
 * {@code ?} for every value. A value never becomes text.
 */
@NullMarked
package io.penstock.template;

import org.jspecify.annotations.NullMarked;
