package io.penstock.planner.catalog;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.type.BasicSqlType;
import org.apache.calcite.sql.type.SqlTypeName;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Text that is known to be JSON. Everywhere it is text; only functions that build JSON look closer,
 * so that an array put into an object stays an array and does not become a text with brackets.
 */
public final class JsonType extends BasicSqlType {
    private static final JsonType NOT_NULL = new JsonType(false);
    private static final JsonType NULLABLE = new JsonType(true);

    private JsonType(boolean nullable) {
        super(PenstockTypeSystem.INSTANCE, SqlTypeName.VARCHAR, nullable, PRECISION_NOT_SPECIFIED);
    }

    /** The type, with NULL or without. */
    public static JsonType of(boolean nullable) {
        return nullable ? NULLABLE : NOT_NULL;
    }

    /** Whether a type is JSON. */
    public static boolean is(RelDataType type) {
        return type instanceof JsonType;
    }

    @Override
    public BasicSqlType createWithNullability(boolean nullable) {
        return of(nullable);
    }

    @Override
    public Charset getCharset() {
        return StandardCharsets.UTF_8;
    }

    @Override
    public SqlCollation getCollation() {
        return SqlCollation.IMPLICIT;
    }

    @Override
    protected void generateTypeString(StringBuilder text, boolean withDetail) {
        text.append("JSON");
    }
}
