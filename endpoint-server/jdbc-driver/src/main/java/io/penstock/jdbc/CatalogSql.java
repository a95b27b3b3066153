package io.penstock.jdbc;

/** What {@link java.sql.DatabaseMetaData} lists beyond Avatica's protocol, as SQL. */
final class CatalogSql {
    private CatalogSql() {}

    /** A primary key has no other table that it refers to. */
    private static final String PRIMARY =
            """
            FROM (SELECT * FROM information_schema.key_column_usage
                WHERE referenced_table_name IS NULL) AS k
            """;

    static final String PRIMARY_KEYS =
            """
            SELECT CAST(NULL AS VARCHAR) AS "TABLE_CAT", k.table_schema AS "TABLE_SCHEM",
                k.table_name AS "TABLE_NAME", k.column_name AS "COLUMN_NAME",
                CAST(k.ordinal_position AS SMALLINT) AS "KEY_SEQ",
                k.constraint_name AS "PK_NAME"
            """
                    + PRIMARY;

    static final String INDEXES =
            """
            SELECT CAST(NULL AS VARCHAR) AS "TABLE_CAT", k.table_schema AS "TABLE_SCHEM",
                k.table_name AS "TABLE_NAME", FALSE AS "NON_UNIQUE",
                CAST(NULL AS VARCHAR) AS "INDEX_QUALIFIER", k.constraint_name AS "INDEX_NAME",
                CAST(3 AS SMALLINT) AS "TYPE",
                CAST(k.ordinal_position AS SMALLINT) AS "ORDINAL_POSITION",
                k.column_name AS "COLUMN_NAME", CAST(NULL AS VARCHAR) AS "ASC_OR_DESC",
                CAST(NULL AS BIGINT) AS "CARDINALITY", CAST(NULL AS BIGINT) AS "PAGES",
                CAST(NULL AS VARCHAR) AS "FILTER_CONDITION"
            """
                    + PRIMARY;

    static final String FOREIGN_KEYS =
            """
            SELECT CAST(NULL AS VARCHAR) AS "PKTABLE_CAT",
                k.referenced_table_schema AS "PKTABLE_SCHEM",
                k.referenced_table_name AS "PKTABLE_NAME",
                k.referenced_column_name AS "PKCOLUMN_NAME",
                CAST(NULL AS VARCHAR) AS "FKTABLE_CAT", k.table_schema AS "FKTABLE_SCHEM",
                k.table_name AS "FKTABLE_NAME", k.column_name AS "FKCOLUMN_NAME",
                CAST(k.ordinal_position AS SMALLINT) AS "KEY_SEQ",
                %s AS "UPDATE_RULE", %s AS "DELETE_RULE",
                k.constraint_name AS "FK_NAME", r.unique_constraint_name AS "PK_NAME",
                CAST(7 AS SMALLINT) AS "DEFERRABILITY"
            FROM information_schema.key_column_usage k
            JOIN information_schema.referential_constraints r
                ON r.constraint_schema = k.constraint_schema AND r.table_name = k.table_name
                AND r.constraint_name = k.constraint_name
            """
                    .formatted(rule("r.update_rule"), rule("r.delete_rule"));

    /** The numbers of {@link java.sql.DatabaseMetaData#importedKeyCascade} and its like. */
    private static String rule(String column) {
        return """
        CAST(CASE %s WHEN 'CASCADE' THEN 0 WHEN 'RESTRICT' THEN 1 WHEN 'SET NULL' THEN 2
            WHEN 'SET DEFAULT' THEN 4 ELSE 3 END AS SMALLINT)\
        """
                .formatted(column);
    }

    static final String FUNCTIONS =
            """
            SELECT CAST(NULL AS VARCHAR) AS "FUNCTION_CAT", routine_schema AS "FUNCTION_SCHEM",
                routine_name AS "FUNCTION_NAME", routine_comment AS "REMARKS",
                CAST(1 AS SMALLINT) AS "FUNCTION_TYPE", specific_name AS "SPECIFIC_NAME"
            FROM information_schema.routines\
            """;

    /** What comes out is column 0 of a function. */
    static final String FUNCTION_COLUMNS =
            """
            SELECT CAST(NULL AS VARCHAR) AS "FUNCTION_CAT", f.routine_schema AS "FUNCTION_SCHEM",
                f.routine_name AS "FUNCTION_NAME", f.parameter_name AS "COLUMN_NAME",
                CAST(f.kind AS SMALLINT) AS "COLUMN_TYPE", %s AS "DATA_TYPE",
                f.data_type AS "TYPE_NAME", CAST(NULL AS INTEGER) AS "PRECISION",
                CAST(NULL AS INTEGER) AS "LENGTH", CAST(NULL AS SMALLINT) AS "SCALE",
                CAST(10 AS SMALLINT) AS "RADIX", CAST(1 AS SMALLINT) AS "NULLABLE",
                CAST(NULL AS VARCHAR) AS "REMARKS",
                CAST(NULL AS INTEGER) AS "CHAR_OCTET_LENGTH",
                f.ordinal_position AS "ORDINAL_POSITION", 'YES' AS "IS_NULLABLE",
                f.specific_name AS "SPECIFIC_NAME"
            FROM (
                SELECT routine_schema, routine_name, specific_name, 0 AS ordinal_position,
                    '' AS parameter_name, data_type, 4 AS kind
                FROM information_schema.routines
                UNION ALL
                SELECT r.routine_schema, r.routine_name, r.specific_name, p.ordinal_position,
                    p.parameter_name, p.data_type, 1 AS kind
                FROM information_schema.parameters p
                JOIN information_schema.routines r ON r.specific_name = p.specific_name) AS f
            """
                    .formatted(type("f.data_type"));

    static final String ROW_IDENTIFIERS =
            """
            SELECT CAST(2 AS SMALLINT) AS "SCOPE", k.column_name AS "COLUMN_NAME",
                %s AS "DATA_TYPE", c.data_type AS "TYPE_NAME",
                c.numeric_precision AS "COLUMN_SIZE", CAST(NULL AS INTEGER) AS "BUFFER_LENGTH",
                CAST(c.numeric_scale AS SMALLINT) AS "DECIMAL_DIGITS",
                CAST(1 AS SMALLINT) AS "PSEUDO_COLUMN"
            %s
            JOIN information_schema.columns c ON c.table_schema = k.table_schema
                AND c.table_name = k.table_name AND c.column_name = k.column_name
            """
                    .formatted(type("c.data_type"), PRIMARY);

    /** Whoever sees a table may read it, and nobody may write. */
    static final String TABLE_PRIVILEGES =
            """
            SELECT CAST(NULL AS VARCHAR) AS "TABLE_CAT", table_schema AS "TABLE_SCHEM",
                table_name AS "TABLE_NAME", CAST(NULL AS VARCHAR) AS "GRANTOR",
                'PUBLIC' AS "GRANTEE", 'SELECT' AS "PRIVILEGE", 'NO' AS "IS_GRANTABLE"
            FROM information_schema.tables\
            """;

    static final String COLUMN_PRIVILEGES =
            """
            SELECT CAST(NULL AS VARCHAR) AS "TABLE_CAT", table_schema AS "TABLE_SCHEM",
                table_name AS "TABLE_NAME", column_name AS "COLUMN_NAME",
                CAST(NULL AS VARCHAR) AS "GRANTOR", 'PUBLIC' AS "GRANTEE",
                'SELECT' AS "PRIVILEGE", 'NO' AS "IS_GRANTABLE"
            FROM information_schema.columns\
            """;

    /** The numbers of {@link java.sql.Types}, as results have them; OTHER for any type. */
    private static String type(String column) {
        return """
        CASE %s WHEN 'BOOLEAN' THEN 16 WHEN 'TINYINT' THEN -6 WHEN 'SMALLINT' THEN 5
            WHEN 'INTEGER' THEN 4 WHEN 'BIGINT' THEN -5 WHEN 'UTINYINT' THEN 5
            WHEN 'USMALLINT' THEN 4 WHEN 'UINTEGER' THEN -5 WHEN 'UBIGINT' THEN 3
            WHEN 'REAL' THEN 7 WHEN 'DOUBLE' THEN 8 WHEN 'DECIMAL' THEN 3 WHEN 'VARCHAR' THEN 12
            WHEN 'VARBINARY' THEN -3 WHEN 'UUID' THEN 12 WHEN 'DATE' THEN 91 WHEN 'TIME' THEN 92
            WHEN 'TIMESTAMP' THEN 93 WHEN 'TIMESTAMP WITH LOCAL TIME ZONE' THEN 2014
            WHEN 'INTERVAL' THEN 12 WHEN 'ARRAY' THEN 2003 WHEN 'MAP' THEN 12
            ELSE 1111 END\
        """
                .formatted(column);
    }
}
