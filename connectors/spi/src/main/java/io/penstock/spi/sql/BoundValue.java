package io.penstock.spi.sql;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * The value of one {@code ?} and the type it was declared with.
 *
 * <p>The value's Java class goes with the type: Bool Boolean; Int Long, and BigInteger for unsigned
 * 64 bits; FloatingPoint Double; Decimal BigDecimal; Utf8 String; Binary a byte array; Date
 * LocalDate; Time LocalTime; Timestamp without zone LocalDateTime, with zone Instant; {@code
 * FixedSizeBinary(16)} UUID. Lists of a query are written as several {@code ?}; only what the
 * engine sends to a source may be a {@code List} of such values, as one array: keys, and columns of
 * rows, in which there may be nulls.
 *
 * @param value null for SQL's NULL
 */
public record BoundValue(ArrowType type, @Nullable Object value) {

    /** Values may be private: only the type is printed. */
    @Override
    public String toString() {
        return "BoundValue[" + type + "]";
    }
}
