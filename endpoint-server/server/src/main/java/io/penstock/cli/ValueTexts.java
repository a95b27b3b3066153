package io.penstock.cli;

import io.penstock.server.format.ClickHouseTypes;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

import java.util.Optional;

/** Bound values as people read them. */
final class ValueTexts {
    private ValueTexts() {}

    /** The type's name in {@code meta}: {@code Int32}, {@code DateTime64(6)}. */
    static String type(BoundValue value) {
        return value.type() instanceof ArrowType.FixedSizeBinary
                ? "UUID"
                : ClickHouseTypes.name(Field.notNullable("value", value.type()));
    }

    /** The value as ISO text; absent for NULL. */
    static Optional<String> value(BoundValue value) {
        return Optional.ofNullable(value.value()).map(Object::toString);
    }

    /** On one line, so that blanks and ends of lines in it can be seen. */
    static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("\n", "\\n").replace("'", "\\'") + "'";
    }
}
