package io.penstock.planner.catalog;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeName;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Makes SQL types. All text is UTF-8. One serves one query: it remembers the types it made. */
public final class PenstockTypeFactory extends SqlTypeFactoryImpl {

    /** A factory for one query. */
    public PenstockTypeFactory() {
        super(PenstockTypeSystem.INSTANCE);
    }

    /** UTF-8: with Calcite's own default, ISO-8859-1, a Greek literal is an error. */
    @Override
    public Charset getDefaultCharset() {
        return StandardCharsets.UTF_8;
    }

    /** JSON stays JSON: it has its charset already. */
    @Override
    public RelDataType createTypeWithCharsetAndCollation(
            RelDataType type, Charset charset, SqlCollation collation) {
        return JsonType.is(type)
                ? type
                : super.createTypeWithCharsetAndCollation(type, charset, collation);
    }

    /** The same type, and NULL as well when asked for. */
    public RelDataType nullable(RelDataType type, boolean nullable) {
        return createTypeWithNullability(type, nullable);
    }

    /** A type that needs no numbers. */
    public RelDataType simple(SqlTypeName name) {
        return createSqlType(name);
    }
}
