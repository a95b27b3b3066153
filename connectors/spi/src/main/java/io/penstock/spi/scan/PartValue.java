package io.penstock.spi.scan;

import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * A value that a scan gets once it is known: that of a sub-query which runs first. Other than for
 * {@link KeyFilter}, there is no scan without it.
 *
 * @param place which of the scan's values it is, from 0
 * @param part the {@link io.penstock.spi.engine.EnginePlan.Part} that has it
 * @param sql what the engine is asked for it once the part is there: one row of one column
 * @param type what it is: a whole number, a decimal, a floating-point number, text, a date or a
 *     timestamp without zone; NULL is one, too
 */
public record PartValue(int place, String part, String sql, ArrowType type) {}
