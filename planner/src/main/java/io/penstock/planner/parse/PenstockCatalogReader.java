package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** Tables by name, and types by the names that other databases give them. */
final class PenstockCatalogReader extends CalciteCatalogReader {
    /** INT8 is not here: it means one byte to some and eight to others. */
    private static final ImmutableMap<String, SqlTypeName> TYPES =
            ImmutableMap.<String, SqlTypeName>builder()
                    .put("text", SqlTypeName.VARCHAR)
                    .put("string", SqlTypeName.VARCHAR)
                    .put("json", SqlTypeName.VARCHAR)
                    .put("bool", SqlTypeName.BOOLEAN)
                    .put("int2", SqlTypeName.SMALLINT)
                    .put("int16", SqlTypeName.SMALLINT)
                    .put("int4", SqlTypeName.INTEGER)
                    .put("int32", SqlTypeName.INTEGER)
                    .put("int64", SqlTypeName.BIGINT)
                    .put("long", SqlTypeName.BIGINT)
                    .put("uint8", SqlTypeName.UTINYINT)
                    .put("utinyint", SqlTypeName.UTINYINT)
                    .put("uint16", SqlTypeName.USMALLINT)
                    .put("usmallint", SqlTypeName.USMALLINT)
                    .put("uint32", SqlTypeName.UINTEGER)
                    .put("uinteger", SqlTypeName.UINTEGER)
                    .put("uint64", SqlTypeName.UBIGINT)
                    .put("ubigint", SqlTypeName.UBIGINT)
                    .put("float4", SqlTypeName.REAL)
                    .put("float32", SqlTypeName.REAL)
                    .put("float8", SqlTypeName.DOUBLE)
                    .put("float64", SqlTypeName.DOUBLE)
                    .put("bytea", SqlTypeName.VARBINARY)
                    .put("blob", SqlTypeName.VARBINARY)
                    .put("bytes", SqlTypeName.VARBINARY)
                    .put("datetime", SqlTypeName.TIMESTAMP)
                    .put("timestamptz", SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE)
                    .put("uuid", SqlTypeName.UUID)
                    .buildOrThrow();

    PenstockCatalogReader(
            CalciteSchema schema, RelDataTypeFactory types, CalciteConnectionConfig config) {
        super(schema, ImmutableList.of(), types, config);
    }

    @Override
    public @Nullable RelDataType getNamedType(SqlIdentifier name) {
        SqlTypeName known =
                name.isSimple() ? TYPES.get(name.getSimple().toLowerCase(Locale.ROOT)) : null;
        return known == null ? super.getNamedType(name) : typeFactory.createSqlType(known);
    }
}
