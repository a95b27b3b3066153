package io.penstock.server.flight;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ProtocolMessageEnum;

import io.penstock.planner.function.CatalogueFunction;
import io.penstock.planner.function.FunctionTopic;
import io.penstock.server.flight.InfoValue.Bits;
import io.penstock.server.flight.InfoValue.Conversions;
import io.penstock.server.flight.InfoValue.Flag;
import io.penstock.server.flight.InfoValue.Number;
import io.penstock.server.flight.InfoValue.Text;
import io.penstock.server.flight.InfoValue.Texts;

import org.apache.arrow.flight.sql.impl.FlightSql.SqlInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlNullOrdering;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlOuterJoinsSupportLevel;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedCaseSensitivity;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedElementActions;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedGroupBy;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedResultSetConcurrency;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedResultSetType;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedSubqueries;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedTransaction;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportedUnions;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlSupportsConvert;
import org.apache.arrow.flight.sql.impl.FlightSql.SqlTransactionIsolationLevel;
import org.apache.arrow.flight.sql.impl.FlightSql.SupportedAnsi92SqlGrammarLevel;
import org.apache.arrow.flight.sql.impl.FlightSql.SupportedSqlGrammar;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Everything that Flight SQL's SqlInfo asks about a server, answered. */
final class SqlInfos {
    /** Words that are reserved here and not in SQL:2003. */
    private static final ImmutableList<String> KEYWORDS =
            ImmutableList.of("ASOF", "ILIKE", "LIMIT", "OFFSET", "QUALIFY", "RLIKE");

    private static final Number NO_LIMIT = new Number(0);
    private static final Flag YES = new Flag(true);
    private static final Flag NO = new Flag(false);

    private final ImmutableMap.Builder<Integer, InfoValue> values = ImmutableMap.builder();

    private SqlInfos() {}

    /**
     * All answers by their numbers.
     *
     * @param version Penstock's
     * @param idle after how long a prepared statement is forgotten
     * @param sqlBytes how long a statement may be
     */
    static ImmutableMap<Integer, InfoValue> all(
            String version, Duration idle, int sqlBytes, List<CatalogueFunction> functions) {
        SqlInfos infos = new SqlInfos();
        infos.server(version, idle);
        infos.names();
        infos.functions(functions);
        infos.queries();
        infos.limits(sqlBytes);
        infos.changes();
        infos.results();
        return infos.values.buildOrThrow();
    }

    private void put(SqlInfo info, InfoValue value) {
        values.put(info.getNumber(), value);
    }

    private static Number one(ProtocolMessageEnum value) {
        return new Number(value.getNumber());
    }

    private static Bits bits(ProtocolMessageEnum... set) {
        return new Bits(
                Arrays.stream(set)
                        .mapToInt(value -> 1 << value.getNumber())
                        .reduce(0, (a, b) -> a | b));
    }

    private void server(String version, Duration idle) {
        put(SqlInfo.FLIGHT_SQL_SERVER_NAME, new Text("Penstock"));
        put(SqlInfo.FLIGHT_SQL_SERVER_VERSION, new Text(version));
        put(SqlInfo.FLIGHT_SQL_SERVER_ARROW_VERSION, new Text("18.3.0"));
        put(SqlInfo.FLIGHT_SQL_SERVER_READ_ONLY, YES);
        put(SqlInfo.FLIGHT_SQL_SERVER_SQL, YES);
        put(SqlInfo.FLIGHT_SQL_SERVER_SUBSTRAIT, NO);
        put(SqlInfo.FLIGHT_SQL_SERVER_SUBSTRAIT_MIN_VERSION, new Text(""));
        put(SqlInfo.FLIGHT_SQL_SERVER_SUBSTRAIT_MAX_VERSION, new Text(""));
        put(
                SqlInfo.FLIGHT_SQL_SERVER_TRANSACTION,
                new Bits(SqlSupportedTransaction.SQL_SUPPORTED_TRANSACTION_NONE_VALUE));
        put(SqlInfo.FLIGHT_SQL_SERVER_CANCEL, YES);
        put(SqlInfo.FLIGHT_SQL_SERVER_BULK_INGESTION, NO);
        put(SqlInfo.FLIGHT_SQL_SERVER_INGEST_TRANSACTIONS_SUPPORTED, NO);
        put(SqlInfo.FLIGHT_SQL_SERVER_STATEMENT_TIMEOUT, new Bits((int) idle.toMillis()));
        put(SqlInfo.FLIGHT_SQL_SERVER_TRANSACTION_TIMEOUT, new Bits(0));
    }

    private void names() {
        put(SqlInfo.SQL_IDENTIFIER_QUOTE_CHAR, new Text("\""));
        put(SqlInfo.SQL_SEARCH_STRING_ESCAPE, new Text("\\"));
        put(SqlInfo.SQL_EXTRA_NAME_CHARACTERS, new Text(""));
        put(SqlInfo.SQL_SCHEMA_TERM, new Text("schema"));
        put(SqlInfo.SQL_CATALOG_TERM, new Text(""));
        put(SqlInfo.SQL_PROCEDURE_TERM, new Text(""));
        put(SqlInfo.SQL_CATALOG_AT_START, NO);
        put(
                SqlInfo.SQL_IDENTIFIER_CASE,
                one(SqlSupportedCaseSensitivity.SQL_CASE_SENSITIVITY_CASE_INSENSITIVE));
        put(
                SqlInfo.SQL_QUOTED_IDENTIFIER_CASE,
                one(SqlSupportedCaseSensitivity.SQL_CASE_SENSITIVITY_CASE_INSENSITIVE));
        put(SqlInfo.SQL_ALL_TABLES_ARE_SELECTABLE, YES);
        put(SqlInfo.SQL_KEYWORDS, new Texts(KEYWORDS));
        put(SqlInfo.SQL_SCHEMAS_SUPPORTED_ACTIONS, bits(new SqlSupportedElementActions[0]));
        put(SqlInfo.SQL_CATALOGS_SUPPORTED_ACTIONS, bits(new SqlSupportedElementActions[0]));
    }

    private void functions(List<CatalogueFunction> functions) {
        put(SqlInfo.SQL_NUMERIC_FUNCTIONS, named(functions, FunctionTopic.NUMBER));
        put(SqlInfo.SQL_STRING_FUNCTIONS, named(functions, FunctionTopic.TEXT));
        put(SqlInfo.SQL_DATETIME_FUNCTIONS, named(functions, FunctionTopic.TIME));
        put(SqlInfo.SQL_SYSTEM_FUNCTIONS, named(functions, FunctionTopic.CONDITION));
        put(SqlInfo.SQL_SUPPORTS_CONVERT, new Conversions(conversions()));
        put(SqlInfo.SQL_STORED_FUNCTIONS_USING_CALL_SYNTAX_SUPPORTED, NO);
    }

    private static Texts named(List<CatalogueFunction> functions, FunctionTopic topic) {
        return new Texts(
                functions.stream()
                        .filter(function -> function.topic() == topic)
                        .map(CatalogueFunction::name)
                        .filter(name -> name.chars().allMatch(Character::isJavaIdentifierPart))
                        .distinct()
                        .sorted()
                        .collect(toImmutableList()));
    }

    /** Everything that SQL can write as a number, a text or a time becomes text, and back. */
    private static ImmutableListMultimap<Integer, Integer> conversions() {
        ImmutableList<SqlSupportsConvert> numbers =
                ImmutableList.of(
                        SqlSupportsConvert.SQL_CONVERT_BIGINT,
                        SqlSupportsConvert.SQL_CONVERT_DECIMAL,
                        SqlSupportsConvert.SQL_CONVERT_FLOAT,
                        SqlSupportsConvert.SQL_CONVERT_INTEGER,
                        SqlSupportsConvert.SQL_CONVERT_NUMERIC,
                        SqlSupportsConvert.SQL_CONVERT_REAL,
                        SqlSupportsConvert.SQL_CONVERT_SMALLINT,
                        SqlSupportsConvert.SQL_CONVERT_TINYINT);
        ImmutableListMultimap.Builder<Integer, Integer> pairs = ImmutableListMultimap.builder();
        for (SqlSupportsConvert from : numbers) {
            numbers.forEach(to -> pairs.put(from.getNumber(), to.getNumber()));
            pairs.put(from.getNumber(), SqlSupportsConvert.SQL_CONVERT_VARCHAR_VALUE);
            pairs.put(SqlSupportsConvert.SQL_CONVERT_VARCHAR_VALUE, from.getNumber());
        }
        for (SqlSupportsConvert time :
                ImmutableList.of(
                        SqlSupportsConvert.SQL_CONVERT_DATE,
                        SqlSupportsConvert.SQL_CONVERT_TIME,
                        SqlSupportsConvert.SQL_CONVERT_TIMESTAMP)) {
            pairs.put(time.getNumber(), SqlSupportsConvert.SQL_CONVERT_VARCHAR_VALUE);
            pairs.put(SqlSupportsConvert.SQL_CONVERT_VARCHAR_VALUE, time.getNumber());
        }
        pairs.put(
                SqlSupportsConvert.SQL_CONVERT_DATE_VALUE,
                SqlSupportsConvert.SQL_CONVERT_TIMESTAMP_VALUE);
        pairs.put(
                SqlSupportsConvert.SQL_CONVERT_TIMESTAMP_VALUE,
                SqlSupportsConvert.SQL_CONVERT_DATE_VALUE);
        return pairs.build();
    }

    private void queries() {
        put(SqlInfo.SQL_NULL_ORDERING, one(SqlNullOrdering.SQL_NULLS_SORTED_AT_END));
        put(SqlInfo.SQL_SUPPORTS_COLUMN_ALIASING, YES);
        put(SqlInfo.SQL_NULL_PLUS_NULL_IS_NULL, YES);
        put(SqlInfo.SQL_SUPPORTS_TABLE_CORRELATION_NAMES, YES);
        put(SqlInfo.SQL_SUPPORTS_DIFFERENT_TABLE_CORRELATION_NAMES, NO);
        put(SqlInfo.SQL_SUPPORTS_EXPRESSIONS_IN_ORDER_BY, YES);
        put(SqlInfo.SQL_SUPPORTS_ORDER_BY_UNRELATED, YES);
        put(
                SqlInfo.SQL_SUPPORTED_GROUP_BY,
                bits(
                        SqlSupportedGroupBy.SQL_GROUP_BY_UNRELATED,
                        SqlSupportedGroupBy.SQL_GROUP_BY_BEYOND_SELECT));
        put(SqlInfo.SQL_SUPPORTS_LIKE_ESCAPE_CLAUSE, YES);
        put(SqlInfo.SQL_SUPPORTS_NON_NULLABLE_COLUMNS, YES);
        put(
                SqlInfo.SQL_SUPPORTED_GRAMMAR,
                bits(
                        SupportedSqlGrammar.SQL_MINIMUM_GRAMMAR,
                        SupportedSqlGrammar.SQL_CORE_GRAMMAR));
        put(
                SqlInfo.SQL_ANSI92_SUPPORTED_LEVEL,
                bits(SupportedAnsi92SqlGrammarLevel.ANSI92_ENTRY_SQL));
        put(SqlInfo.SQL_SUPPORTS_INTEGRITY_ENHANCEMENT_FACILITY, NO);
        put(
                SqlInfo.SQL_OUTER_JOINS_SUPPORT_LEVEL,
                bits(SqlOuterJoinsSupportLevel.SQL_FULL_OUTER_JOINS));
        put(SqlInfo.SQL_SELECT_FOR_UPDATE_SUPPORTED, NO);
        put(SqlInfo.SQL_STORED_PROCEDURES_SUPPORTED, NO);
        put(
                SqlInfo.SQL_SUPPORTED_SUBQUERIES,
                bits(
                        SqlSupportedSubqueries.SQL_SUBQUERIES_IN_COMPARISONS,
                        SqlSupportedSubqueries.SQL_SUBQUERIES_IN_EXISTS,
                        SqlSupportedSubqueries.SQL_SUBQUERIES_IN_INS,
                        SqlSupportedSubqueries.SQL_SUBQUERIES_IN_QUANTIFIEDS));
        put(SqlInfo.SQL_CORRELATED_SUBQUERIES_SUPPORTED, YES);
        put(
                SqlInfo.SQL_SUPPORTED_UNIONS,
                bits(SqlSupportedUnions.SQL_UNION, SqlSupportedUnions.SQL_UNION_ALL));
        put(SqlInfo.SQL_NAMED_PARAMETERS_SUPPORTED, NO);
    }

    private void limits(int sqlBytes) {
        for (SqlInfo unlimited :
                ImmutableList.of(
                        SqlInfo.SQL_MAX_BINARY_LITERAL_LENGTH,
                        SqlInfo.SQL_MAX_CHAR_LITERAL_LENGTH,
                        SqlInfo.SQL_MAX_COLUMN_NAME_LENGTH,
                        SqlInfo.SQL_MAX_COLUMNS_IN_GROUP_BY,
                        SqlInfo.SQL_MAX_COLUMNS_IN_INDEX,
                        SqlInfo.SQL_MAX_COLUMNS_IN_ORDER_BY,
                        SqlInfo.SQL_MAX_COLUMNS_IN_SELECT,
                        SqlInfo.SQL_MAX_COLUMNS_IN_TABLE,
                        SqlInfo.SQL_MAX_CONNECTIONS,
                        SqlInfo.SQL_MAX_CURSOR_NAME_LENGTH,
                        SqlInfo.SQL_MAX_INDEX_LENGTH,
                        SqlInfo.SQL_DB_SCHEMA_NAME_LENGTH,
                        SqlInfo.SQL_MAX_PROCEDURE_NAME_LENGTH,
                        SqlInfo.SQL_MAX_CATALOG_NAME_LENGTH,
                        SqlInfo.SQL_MAX_ROW_SIZE,
                        SqlInfo.SQL_MAX_TABLE_NAME_LENGTH,
                        SqlInfo.SQL_MAX_TABLES_IN_SELECT,
                        SqlInfo.SQL_MAX_USERNAME_LENGTH)) {
            put(unlimited, NO_LIMIT);
        }
        put(SqlInfo.SQL_MAX_ROW_SIZE_INCLUDES_BLOBS, YES);
        put(SqlInfo.SQL_MAX_STATEMENT_LENGTH, new Number(sqlBytes));
        put(SqlInfo.SQL_MAX_STATEMENTS, new Number(Handles.MOST));
    }

    private void changes() {
        put(SqlInfo.SQL_DDL_CATALOG, NO);
        put(SqlInfo.SQL_DDL_SCHEMA, NO);
        put(SqlInfo.SQL_DDL_TABLE, NO);
        put(SqlInfo.SQL_TRANSACTIONS_SUPPORTED, NO);
        put(
                SqlInfo.SQL_DEFAULT_TRANSACTION_ISOLATION,
                one(SqlTransactionIsolationLevel.SQL_TRANSACTION_NONE));
        put(
                SqlInfo.SQL_SUPPORTED_TRANSACTIONS_ISOLATION_LEVELS,
                bits(SqlTransactionIsolationLevel.SQL_TRANSACTION_NONE));
        put(SqlInfo.SQL_DATA_DEFINITION_CAUSES_TRANSACTION_COMMIT, NO);
        put(SqlInfo.SQL_DATA_DEFINITIONS_IN_TRANSACTIONS_IGNORED, NO);
        put(SqlInfo.SQL_SUPPORTED_POSITIONED_COMMANDS, new Bits(0));
        put(SqlInfo.SQL_BATCH_UPDATES_SUPPORTED, NO);
        put(SqlInfo.SQL_SAVEPOINTS_SUPPORTED, NO);
        put(SqlInfo.SQL_LOCATORS_UPDATE_COPY, NO);
    }

    private void results() {
        put(
                SqlInfo.SQL_SUPPORTED_RESULT_SET_TYPES,
                bits(SqlSupportedResultSetType.SQL_RESULT_SET_TYPE_FORWARD_ONLY));
        put(
                SqlInfo.SQL_SUPPORTED_CONCURRENCIES_FOR_RESULT_SET_FORWARD_ONLY,
                bits(SqlSupportedResultSetConcurrency.SQL_RESULT_SET_CONCURRENCY_READ_ONLY));
        put(SqlInfo.SQL_SUPPORTED_CONCURRENCIES_FOR_RESULT_SET_UNSPECIFIED, new Bits(0));
        put(SqlInfo.SQL_SUPPORTED_CONCURRENCIES_FOR_RESULT_SET_SCROLL_SENSITIVE, new Bits(0));
        put(SqlInfo.SQL_SUPPORTED_CONCURRENCIES_FOR_RESULT_SET_SCROLL_INSENSITIVE, new Bits(0));
    }
}
