package io.penstock.query;

import com.google.common.collect.ImmutableList;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What is known of a statement before it runs.
 *
 * @param schema the result's columns
 * @param parameters one for each {@code ?} of the caller's text, in order, named by its number from
 *     1, nullable; text where nothing says what it must be
 */
public record StatementShape(Schema schema, ImmutableList<Field> parameters) {}
