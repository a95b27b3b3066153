package io.penstock.planner.catalog;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

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

    /** DECIMAL alone has digits behind the point, DECIMAL(9) has none. */
    @Override
    public RelDataType createSqlType(SqlTypeName name) {
        return name == SqlTypeName.DECIMAL
                ? createSqlType(
                        name,
                        typeSystem.getDefaultPrecision(name),
                        typeSystem.getDefaultScale(name))
                : super.createSqlType(name);
    }

    @Override
    public RelDataType createSqlType(SqlTypeName name, int precision) {
        return name == SqlTypeName.DECIMAL
                ? createSqlType(name, precision, 0)
                : super.createSqlType(name, precision);
    }

    /**
     * Digits behind the point stay when two decimals meet that are too wide for one: rounding would
     * change answers in silence, while a number that doesn't fit is an error.
     */
    @Override
    public @Nullable RelDataType leastRestrictive(
            List<RelDataType> types, SqlTypeMappingRule mappingRule) {
        RelDataType least = super.leastRestrictive(types, mappingRule);
        if (least == null || least.getSqlTypeName() != SqlTypeName.DECIMAL) {
            return least;
        }
        int scale =
                types.stream()
                        .filter(type -> type.getSqlTypeName() == SqlTypeName.DECIMAL)
                        .mapToInt(RelDataType::getScale)
                        .max()
                        .orElse(0);
        return scale <= least.getScale()
                ? least
                : nullable(
                        createSqlType(
                                SqlTypeName.DECIMAL,
                                PenstockTypeSystem.MAX_DECIMAL_PRECISION,
                                scale),
                        least.isNullable());
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
