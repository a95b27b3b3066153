package io.penstock.query.listing;

import io.penstock.planner.catalog.SqlType;
import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.vector.types.pojo.Field;

import java.util.Optional;

/**
 * A column of a table.
 *
 * @param position from 1
 * @param field name, nullability and Arrow type
 * @param type the same type in SQL's words
 */
public record ListedColumn(ListedTable table, int position, Field field, SqlType type) {
    /** The column's name as its source spells it. */
    public String name() {
        return field.getName();
    }

    /** Whether it may hold NULL. */
    public boolean nullable() {
        return field.isNullable();
    }

    /** What its maker says about it. */
    public Optional<String> remarks() {
        return FieldTypes.remarks(field);
    }
}
