package io.penstock.jdbc;

import org.apache.calcite.avatica.AvaticaDatabaseMetaData;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What the server is like, where Avatica's usual answers are wrong: names keep their case and match
 * without regard to it, there are no catalogs, nothing is written, and no rows change under a
 * reader. What Avatica's protocol has no question for is asked as SQL.
 */
final class PenstockDatabaseMetaData extends AvaticaDatabaseMetaData {
    private static final String BY_REFERRING_TABLE =
            "\"FKTABLE_SCHEM\", \"FKTABLE_NAME\", \"FK_NAME\", \"KEY_SEQ\"";

    private final PenstockConnection owner;

    PenstockDatabaseMetaData(PenstockConnection connection) {
        super(connection);
        this.owner = connection;
    }

    @Override
    public String getURL() throws SQLException {
        return owner.plainUrl();
    }

    @Override
    public ResultSet getPrimaryKeys(
            @Nullable String catalog, @Nullable String schema, @Nullable String table)
            throws SQLException {
        return owner.list(
                ofTable(CatalogSql.PRIMARY_KEYS, "k.table", catalog, schema, table)
                        .orderBy("\"COLUMN_NAME\", \"TABLE_SCHEM\""));
    }

    /** Of the indexes of a source only that of the primary key is known. */
    @Override
    public ResultSet getIndexInfo(
            @Nullable String catalog,
            @Nullable String schema,
            @Nullable String table,
            boolean unique,
            boolean approximate)
            throws SQLException {
        return owner.list(
                ofTable(CatalogSql.INDEXES, "k.table", catalog, schema, table)
                        .orderBy("\"INDEX_NAME\", \"TABLE_SCHEM\", \"ORDINAL_POSITION\""));
    }

    /** A primary key's columns are good for any scope, and never NULL. */
    @Override
    public ResultSet getBestRowIdentifier(
            @Nullable String catalog,
            @Nullable String schema,
            @Nullable String table,
            int scope,
            boolean nullable)
            throws SQLException {
        return owner.list(
                ofTable(CatalogSql.ROW_IDENTIFIERS, "k.table", catalog, schema, table)
                        .orderBy("k.table_schema, k.ordinal_position"));
    }

    @Override
    public ResultSet getImportedKeys(
            @Nullable String catalog, @Nullable String schema, @Nullable String table)
            throws SQLException {
        return owner.list(
                ofTable(CatalogSql.FOREIGN_KEYS, "k.table", catalog, schema, table)
                        .orderBy("\"PKTABLE_SCHEM\", \"PKTABLE_NAME\", \"FK_NAME\", \"KEY_SEQ\""));
    }

    @Override
    public ResultSet getExportedKeys(
            @Nullable String catalog, @Nullable String schema, @Nullable String table)
            throws SQLException {
        return owner.list(
                ofTable(CatalogSql.FOREIGN_KEYS, "k.referenced_table", catalog, schema, table)
                        .orderBy(BY_REFERRING_TABLE));
    }

    @Override
    public ResultSet getCrossReference(
            @Nullable String parentCatalog,
            @Nullable String parentSchema,
            @Nullable String parentTable,
            @Nullable String foreignCatalog,
            @Nullable String foreignSchema,
            @Nullable String foreignTable)
            throws SQLException {
        return owner.list(
                ofTable(
                                CatalogSql.FOREIGN_KEYS,
                                "k.referenced_table",
                                parentCatalog,
                                parentSchema,
                                parentTable)
                        .inCatalog(foreignCatalog)
                        .named("k.table_schema", foreignSchema)
                        .named("k.table_name", foreignTable)
                        .orderBy(BY_REFERRING_TABLE));
    }

    /** The question about one table. */
    private static CatalogQuery ofTable(
            String select,
            String prefix,
            @Nullable String catalog,
            @Nullable String schema,
            @Nullable String table) {
        return new CatalogQuery(select)
                .inCatalog(catalog)
                .named(prefix + "_schema", schema)
                .named(prefix + "_name", table);
    }

    @Override
    public ResultSet getFunctions(
            @Nullable String catalog, @Nullable String schema, @Nullable String function)
            throws SQLException {
        return owner.list(
                new CatalogQuery(CatalogSql.FUNCTIONS)
                        .inCatalog(catalog)
                        .like("routine_schema", schema)
                        .like("routine_name", function)
                        .orderBy("\"FUNCTION_SCHEM\", \"FUNCTION_NAME\", \"SPECIFIC_NAME\""));
    }

    @Override
    public ResultSet getFunctionColumns(
            @Nullable String catalog,
            @Nullable String schema,
            @Nullable String function,
            @Nullable String column)
            throws SQLException {
        return owner.list(
                new CatalogQuery(CatalogSql.FUNCTION_COLUMNS)
                        .inCatalog(catalog)
                        .like("f.routine_schema", schema)
                        .like("f.routine_name", function)
                        .like("f.parameter_name", column)
                        .orderBy(
                                "\"FUNCTION_SCHEM\", \"FUNCTION_NAME\", \"SPECIFIC_NAME\","
                                        + " \"ORDINAL_POSITION\""));
    }

    @Override
    public ResultSet getTablePrivileges(
            @Nullable String catalog, @Nullable String schema, @Nullable String table)
            throws SQLException {
        return owner.list(
                new CatalogQuery(CatalogSql.TABLE_PRIVILEGES)
                        .inCatalog(catalog)
                        .like("table_schema", schema)
                        .like("table_name", table)
                        .orderBy("\"TABLE_SCHEM\", \"TABLE_NAME\""));
    }

    @Override
    public ResultSet getColumnPrivileges(
            @Nullable String catalog,
            @Nullable String schema,
            @Nullable String table,
            @Nullable String column)
            throws SQLException {
        return owner.list(
                ofTable(CatalogSql.COLUMN_PRIVILEGES, "table", catalog, schema, table)
                        .like("column_name", column)
                        .orderBy("\"COLUMN_NAME\""));
    }

    @Override
    public boolean supportsResultSetHoldability(int holdability) throws SQLException {
        return holdability == ResultSet.HOLD_CURSORS_OVER_COMMIT;
    }

    @Override
    public boolean storesUpperCaseIdentifiers() throws SQLException {
        return false;
    }

    @Override
    public boolean storesMixedCaseIdentifiers() throws SQLException {
        return true;
    }

    @Override
    public boolean storesMixedCaseQuotedIdentifiers() throws SQLException {
        return true;
    }

    @Override
    public boolean supportsMixedCaseQuotedIdentifiers() throws SQLException {
        return false;
    }

    @Override
    public boolean supportsBatchUpdates() throws SQLException {
        return false;
    }

    @Override
    public boolean supportsCatalogsInDataManipulation() throws SQLException {
        return false;
    }

    @Override
    public boolean supportsCatalogsInIndexDefinitions() throws SQLException {
        return false;
    }

    @Override
    public boolean supportsCatalogsInPrivilegeDefinitions() throws SQLException {
        return false;
    }

    @Override
    public boolean supportsCatalogsInProcedureCalls() throws SQLException {
        return false;
    }

    @Override
    public boolean supportsCatalogsInTableDefinitions() throws SQLException {
        return false;
    }

    @Override
    public boolean supportsDataManipulationTransactionsOnly() throws SQLException {
        return false;
    }

    @Override
    public boolean dataDefinitionCausesTransactionCommit() throws SQLException {
        return false;
    }

    @Override
    public boolean supportsSubqueriesInQuantifieds() throws SQLException {
        return true;
    }

    @Override
    public boolean supportsStoredFunctionsUsingCallSyntax() throws SQLException {
        return false;
    }

    @Override
    public boolean locatorsUpdateCopy() throws SQLException {
        return false;
    }

    @Override
    public boolean deletesAreDetected(int type) throws SQLException {
        return false;
    }

    @Override
    public boolean insertsAreDetected(int type) throws SQLException {
        return false;
    }

    @Override
    public boolean updatesAreDetected(int type) throws SQLException {
        return false;
    }

    @Override
    public boolean othersDeletesAreVisible(int type) throws SQLException {
        return false;
    }

    @Override
    public boolean othersInsertsAreVisible(int type) throws SQLException {
        return false;
    }

    @Override
    public boolean othersUpdatesAreVisible(int type) throws SQLException {
        return false;
    }

    @Override
    public boolean ownDeletesAreVisible(int type) throws SQLException {
        return false;
    }

    @Override
    public boolean ownInsertsAreVisible(int type) throws SQLException {
        return false;
    }

    @Override
    public boolean ownUpdatesAreVisible(int type) throws SQLException {
        return false;
    }
}
