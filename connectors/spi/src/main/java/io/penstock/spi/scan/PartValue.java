package io.penstock.spi.scan;

import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * A value that a scan gets once it is known: that of a sub-query which runs first, or a column of
 * rows that are computed first. Other than for {@link KeyFilter}, there is no scan without it.
 *
 * @param place which of the scan's values it is, from 0
 * @param part the {@link io.penstock.spi.engine.EnginePlan.Part} that has it
 * @param sql what the engine is asked for it once the part is there; columns of the same rows have
 *     the same text
 * @param type what it, or each of it, is: a whole number, a decimal, a floating-point number, text,
 *     a date or a timestamp without zone, of a column also a truth value; NULL is one, too
 * @param shape how much of it there is
 */
public record PartValue(int place, String part, String sql, ArrowType type, Shape shape) {

    /** How much is taken out of a part. */
    public sealed interface Shape {
        /** The only column of the only row; NULL where there is no row. */
        record One() implements Shape {}

        /**
         * A column of all rows, as one list.
         *
         * @param column which of those that the engine is asked for, from 0
         * @param most with more rows none are taken
         */
        record Column(int column, int most) implements Shape {}
    }

    /** A single value. */
    public PartValue(int place, String part, String sql, ArrowType type) {
        this(place, part, sql, type, new Shape.One());
    }
}
