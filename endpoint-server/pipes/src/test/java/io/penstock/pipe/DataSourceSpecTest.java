package io.penstock.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

/**
 * What existing projects write in {@code .datasource} files, row by row: what each instruction
 * means to the model, and what is told of a mistake in it.
 */
final class DataSourceSpecTest {
    private static final String COLUMNS =
            "SCHEMA >\n    `id` String,\n    `n` Int64,\n    `at` DateTime,\n    `gone` UInt8\n\n";

    private final Folder folder;

    DataSourceSpecTest(@TempDir Path folder) {
        this.folder = new Folder(folder);
    }

    /** The model as text, of lines with {@code ;} between them below some columns. */
    private String read(String lines) {
        folder.with("d.datasource", COLUMNS + lines.replace(';', '\n') + "\n");
        return ProjectText.of(folder.load().dataSources().values().asList().get(0));
    }

    private String column(String column) {
        folder.with("d.datasource", "SCHEMA >\n    " + column + "\n");
        return ProjectText.of(
                folder.load().dataSources().values().asList().get(0).columns().get(0));
    }

    @ParameterizedTest
    @DisplayName("2.1 instructions")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            textBlock =
                    """
                    DESCRIPTION who and when                      ~ description 'who and when'
                    DESCRIPTION >;    who;    when                ~ description 'who\\nwhen'
                    TAGS "web"                                    ~ engine MergeTree
                    ENGINE "MergeTree"                            ~ engine MergeTree
                    ENGINE 'AggregatingMergeTree'                 ~ engine AggregatingMergeTree
                    ENGINE Null                                   ~ engine Null
                    ENGINE_SORTING_KEY "id, at"                   ~ ENGINE_SORTING_KEY id, at
                    ENGINE_SORTING_KEY tuple()                    ~ ENGINE_SORTING_KEY tuple()
                    ENGINE_PARTITION_KEY "toYYYYMM(at)"           ~ ENGINE_PARTITION_KEY toYYYYMM(at)
                    ENGINE_PARTITION_KEY ""                       ~ ENGINE_PARTITION_KEY
                    ENGINE_SORTING_KEY id, at;ENGINE_PRIMARY_KEY id ~ ENGINE_PRIMARY_KEY id
                    ENGINE_TTL "at + toIntervalDay(60)"           ~ ENGINE_TTL at + toIntervalDay(60)
                    ENGINE ReplacingMergeTree;ENGINE_VER "n"      ~ ENGINE_VER n
                    ENGINE ReplacingMergeTree;ENGINE_VER n;ENGINE_IS_DELETED gone ~ ENGINE_IS_DELETED gone
                    ENGINE CollapsingMergeTree;ENGINE_SIGN n      ~ ENGINE_SIGN n
                    ENGINE VersionedCollapsingMergeTree;ENGINE_SIGN n;ENGINE_VERSION gone ~ ENGINE_VERSION gone
                    ENGINE SummingMergeTree;ENGINE_SUMMING_COLUMNS n, gone ~ ENGINE_SUMMING_COLUMNS n, gone
                    ENGINE SummingMergeTree;ENGINE_COLUMNS n      ~ ENGINE_COLUMNS n
                    ENGINE_SORTING_KEY id;ENGINE_SAMPLING_KEY id  ~ ENGINE_SAMPLING_KEY id
                    ENGINE_SETTINGS index_granularity=256         ~ ENGINE_SETTINGS index_granularity=256
                    ENGINE_SETTINGS "a=1.5, b=true, c='x'"        ~ ENGINE_SETTINGS a=1.5, b=true, c='x'
                    ENGINE Join;ENGINE_JOIN_STRICTNESS ANY;ENGINE_JOIN_TYPE LEFT;ENGINE_KEY_COLUMNS id ~ ENGINE_JOIN_STRICTNESS ANY
                    ENGINE Join;ENGINE_JOIN_TYPE LEFT;ENGINE_KEY_COLUMNS id ~ ENGINE_JOIN_TYPE LEFT
                    ENGINE Join;ENGINE_KEY_COLUMNS id, n          ~ ENGINE_KEY_COLUMNS id, n
                    INDEXES >;    i lower(id) TYPE ngrambf_v1(3, 256, 2, 0) GRANULARITY 2 ~ Index[name=i, expression=lower(id), type=ngrambf_v1(3, 256, 2, 0), granularity=2]
                    INDEXES >;    i id TYPE set(100) GRANULARITY 1 ~ Index[name=i, expression=id, type=set(100), granularity=1]
                    INDEXES >;    INDEX i n TYPE minmax GRANULARITY 4 ~ Index[name=i, expression=n, type=minmax, granularity=4]
                    TOKEN app READ                                ~ token app READ
                    TOKEN "the tracker" APPEND                    ~ token the tracker APPEND
                    TOKEN app CREATE                              ~ token app CREATE
                    SHARED_WITH >;    one_ws,;    two_ws          ~ shared with [one_ws, two_ws], tags []
                    TAGS "web, demo"                              ~ shared with [], tags [web, demo]
                    FORWARD_QUERY >;    SELECT *, accurateCastOrDefault(n, 'Int64') AS n ~ forward SELECT *, accurateCastOrDefault(n, 'Int64') AS n
                    BACKFILL skip                                 ~ backfill false
                    VERSION 0                                     ~ engine MergeTree
                    """)
    void instructions(String lines, String expected) {
        assertThat(read(lines).lines().map(String::strip)).contains(expected);
    }

    @ParameterizedTest
    @DisplayName("2.1 mistakes")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            textBlock =
                    """
                    ENGINE MergTree                   ~ 7:8: There is no engine 'MergTree'; there are MergeTree, ReplacingMergeTree, SummingMergeTree, AggregatingMergeTree, CollapsingMergeTree, VersionedCollapsingMergeTree, Join, Null. Did you mean MergeTree?
                    ENGINE_SORTING_KEY "id, att"      ~ 7:20: ENGINE_SORTING_KEY is 'att', which is no column of this data source. Did you mean at?
                    ENGINE_SORTING_KEY id;ENGINE_PRIMARY_KEY at ~ 8:20: ENGINE_PRIMARY_KEY is 'at'; it must begin like the sorting key 'id'
                    ENGINE ReplacingMergeTree;ENGINE_VER m ~ 8:12: ENGINE_VER is 'm', which is no column of this data source
                    ENGINE CollapsingMergeTree        ~ 7:8: CollapsingMergeTree needs ENGINE_SIGN with a column's name
                    ENGINE SummingMergeTree;ENGINE_SUMMING_COLUMNS n, total ~ 8:24: ENGINE_SUMMING_COLUMNS is 'total', which is no column of this data source
                    ENGINE Join;ENGINE_KEY_COLUMNS key ~ 8:20: ENGINE_KEY_COLUMNS is 'key', which is no column of this data source
                    ENGINE Join;ENGINE_JOIN_STRICTNESS SOME ~ 8:24: ENGINE_JOIN_STRICTNESS is 'SOME'; it must be one of ANY, ALL, SEMI, ANTI
                    ENGINE Join;ENGINE_JOIN_TYPE SIDEWAYS ~ 8:18: ENGINE_JOIN_TYPE is 'SIDEWAYS'; it must be one of INNER, LEFT, RIGHT, FULL
                    ENGINE_SETTINGS index_granularity ~ 7:17: 'index_granularity' is no setting; write name=value, a value being a number, true, false or a quoted text
                    INDEXES >;    i id bloom          ~ 8:5: 'i id bloom' is no index; write: name expression TYPE type GRANULARITY 1
                    TOKEN app WRITE                   ~ 7:1: 'TOKEN app WRITE' is not understood; write TOKEN name READ or APPEND or CREATE
                    FORWARD_QUERY >;    id            ~ 8:5: FORWARD_QUERY must be a SELECT of the new columns, without FROM
                    BACKFILL all                      ~ 7:10: BACKFILL is 'all'; it can only be skip
                    DESCRIPTON x                      ~ 7:1: Unknown instruction 'DESCRIPTON'; did you mean DESCRIPTION?
                    engine Null                       ~ 7:1: 'engine' is no part of a column; instructions start in the first column, in upper case: ENGINE
                    ENGINE Null;ENGINE Null           ~ 8:1: ENGINE is set twice, first in line 7; keep one
                    ENGINE \u201cNull\u201d           ~ 7:8: Typographic quotes around \u201cNull\u201d; write " or '
                    """)
    void mistakes(String lines, String expected) {
        folder.with("d.datasource", COLUMNS + lines.replace(';', '\n') + "\n");
        assertThat(folder.problems()).contains("d.datasource:" + expected);
    }

    @ParameterizedTest
    @DisplayName("2.2 columns")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            textBlock =
                    """
                    `a` String                                ~ a String
                    a String                                  ~ a String
                    `a b-c` String                            ~ a b-c String
                    `a` String,                               ~ a String
                    `a` String `json:$.a`                     ~ a String json:$.a
                    `a` String `json:$.a` DEFAULT 'x'         ~ a String json:$.a DEFAULT 'x'
                    `a` String DEFAULT 'x' `json:$.a`         ~ a String json:$.a DEFAULT 'x'
                    `a` String `json:$.a` CODEC(ZSTD(1))      ~ a String json:$.a
                    `a` String CODEC(Delta, LZ4) DEFAULT ''   ~ a String DEFAULT ''
                    `a` String NULL                           ~ a Nullable(String)
                    `a` String NOT NULL                       ~ a String
                    `a` Int32 NULL DEFAULT 3 `json:$.a`       ~ a Nullable(Int32) json:$.a DEFAULT 3
                    `a` UInt8 DEFAULT 0                       ~ a UInt8 DEFAULT 0
                    `a` DateTime DEFAULT now()                ~ a DateTime DEFAULT now()
                    `a` DateTime64(3) DEFAULT now64(3)        ~ a DateTime64(3) DEFAULT now64(3)
                    `a` Array(String) DEFAULT []              ~ a Array(String) DEFAULT []
                    `a` Bool DEFAULT true                     ~ a Bool DEFAULT true
                    `a` DateTime64(3) DEFAULT toDateTime64(0, 3) ~ a DateTime64(3) DEFAULT toDateTime64(0, 3)
                    `a` UUID DEFAULT toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0') ~ a UUID DEFAULT toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0')
                    `a` String DEFAULT other                  ~ a String DEFAULT other
                    `a` String MATERIALIZED lower(b)          ~ a String MATERIALIZED lower(b)
                    `a` String ALIAS concat(b, ',', c)        ~ a String ALIAS concat(b, ',', c)
                    `a` String EPHEMERAL                      ~ a String EPHEMERAL
                    """)
    void columns(String written, String expected) {
        assertThat(column(written)).isEqualTo(expected.strip());
    }

    @Test
    @DisplayName("2.2 the list is cut at commas outside of brackets and quotes")
    void columnLists() {
        folder.with(
                "d.datasource",
                """
                SCHEMA >
                    `a` Map(String, UInt8) DEFAULT map('x,y', 1), b Tuple(p String, q String),
                    # a comment, with commas
                    `c` Decimal(10, 2) `json:$.c`,

                ENGINE Null
                """);
        assertThat(folder.load().dataSources().values().asList().get(0).columns())
                .extracting(ProjectText::of)
                .containsExactly(
                        "a Map(String, UInt8) DEFAULT map('x,y', 1)",
                        "b Tuple(p String, q String)",
                        "c Decimal(10, 2) json:$.c");
    }

    @ParameterizedTest
    @DisplayName("2.3 types")
    @ValueSource(
            strings = {
                "String",
                "Nullable(String)",
                "LowCardinality(String)",
                "DateTime",
                "UInt8",
                "DateTime64(3)",
                "Int64",
                "DateTime64(6)",
                "Int16",
                "Float32",
                "UInt64",
                "SimpleAggregateFunction(max, UInt8)",
                "SimpleAggregateFunction(min, DateTime)",
                "SimpleAggregateFunction(any, String)",
                "SimpleAggregateFunction(sum, UInt64)",
                "SimpleAggregateFunction(anyLast, String)",
                "Int32",
                "Date",
                "UInt32",
                "Array(String)",
                "Float64",
                "Int8",
                "UInt16",
                "UUID",
                "JSON",
                "Bool",
                "Map(String, String)",
                "Tuple(String, Int8)",
                "Int128",
                "Int256",
                "UInt128",
                "UInt256",
                "Decimal(38, 9)",
                "FixedString(2)",
                "Date32",
                "Enum8('a' = 1)",
                "Enum16('a' = 1, 'b' = 300)",
                "DateTime('Europe/Madrid')",
                "DateTime64(3, 'UTC')",
                "AggregateFunction(count)",
                "AggregateFunction(count, UInt8)",
                "AggregateFunction(uniq, String)",
                "AggregateFunction(countIf, UInt8)",
                "AggregateFunction(argMinState, String, DateTime)",
                "AggregateFunction(argMax, String, DateTime64(3))",
                "AggregateFunction(avg, Nullable(Float64))",
                "AggregateFunction(topK(10), String)",
                "AggregateFunction(groupArrayDistinct, String)",
                "AggregateFunction(uniqCombined, String)",
                "AggregateFunction(stddevPop, Float64)",
                "LowCardinality(Nullable(String))",
                "Array(Array(UInt8))",
                "Array(Nullable(Int32))"
            })
    void types(String type) {
        assertThat(column("`a` " + type)).isEqualTo("a " + type);
    }

    @ParameterizedTest
    @DisplayName("2.3 types that are written in another way, or not at all")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            textBlock =
                    """
                    Boolean        ~ a Bool
                    Decimal32(2)   ~ a Decimal(9, 2)
                    Decimal256(4)  ~ a Decimal(76, 4)
                    Int            ~ a Int32
                    DateTime64     ~ 2:9: DateTime64 needs the number of its fraction's digits: DateTime64(3)
                    INT8           ~ 2:9: There is no type 'INT8'. Did you mean Int8?
                    BIGINT         ~ 2:9: There is no type 'BIGINT'
                    FixedString    ~ 2:20: Expected '(' after FixedString but found the end
                    """)
    void otherTypes(String written, String expected) {
        folder.with("d.datasource", "SCHEMA >\n    `a` " + written + "\n");
        String found =
                folder.problems().isEmpty()
                        ? column("`a` " + written)
                        : folder.problems().get(0).replace("d.datasource:", "");
        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("2.4 JSON paths")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            textBlock =
                    """
                    String `json:$.a`                  ~ a String json:$.a
                    String `json:$.a.b.c`              ~ a String json:$.a.b.c
                    Array(String) `json:$.a[:]`        ~ a Array(String) json:$.a[:]
                    Array(Int32) `json:$.items[:].id`  ~ a Array(Int32) json:$.items[:].id
                    Array(Array(Int8)) `json:$.a[:][:]` ~ a Array(Array(Int8)) json:$.a[:][:]
                    String `json:$`                    ~ a String json:$
                    JSON `json:$`                      ~ a JSON json:$
                    Nullable(String) `json:$.a`        ~ a Nullable(String) json:$.a
                    String `json:$.a[:]`               ~ 2:9: The column 'a' takes every element of an array, so its type must be Array(String)
                    Int32 `json:$`                     ~ 2:9: The column 'a' takes the whole line, so its type must be String or JSON
                    String `json:a`                    ~ 2:22: A path starts with $: `json:$.field`
                    String `json:$.a[1]`               ~ 2:25: '[1]' is no step of a path; write .field or [:] for every element
                    String `jsn:$.a`                   ~ 2:16: `jsn:$.a` is no path; write `json:$.field`
                    """)
    void paths(String written, String expected) {
        folder.with("d.datasource", "SCHEMA >\n    `a` " + written + "\n");
        String found =
                folder.problems().isEmpty()
                        ? column("`a` " + written)
                        : folder.problems().get(0).replace("d.datasource:", "");
        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("2.5 connectors")
    @ValueSource(
            strings = {
                "KAFKA_CONNECTION_NAME c",
                "KAFKA_TOPIC t",
                "KAFKA_GROUP_ID g",
                "KAFKA_AUTO_OFFSET_RESET latest",
                "KAFKA_AUTO_OFFSET_RESET earliest",
                "KAFKA_STORE_RAW_VALUE true",
                "KAFKA_STORE_RAW_VALUE False",
                "KAFKA_STORE_HEADERS 1",
                "KAFKA_STORE_BINARY_HEADERS 0",
                "KAFKA_KEY_FORMAT json_without_schema",
                "KAFKA_VALUE_FORMAT json_with_schema",
                "IMPORT_CONNECTION_NAME c",
                "IMPORT_BUCKET_URI s3://b/*/x?.ndjson",
                "IMPORT_SCHEDULE @auto",
                "IMPORT_SCHEDULE @on-demand",
                "IMPORT_SCHEDULE 0 */6 * * *",
                "IMPORT_FROM_TIMESTAMP 2024-01-01T00:00:00Z",
                "IMPORT_SERVICE s3",
                "IMPORT_SERVICE s3_iamrole",
                "IMPORT_SERVICE gcs",
                "IMPORT_SERVICE bigquery",
                "IMPORT_SERVICE snowflake",
                "IMPORT_SERVICE dynamodb",
                "IMPORT_STRATEGY replace",
                "IMPORT_STRATEGY append",
                "IMPORT_QUERY SELECT a FROM t",
                "IMPORT_EXTERNAL_DATASOURCE p.d.t",
                "IMPORT_TABLE_ARN arn:aws:x",
                "IMPORT_EXPORT_BUCKET b"
            })
    void connectors(String line) {
        String topic =
                line.startsWith("KAFKA_") && !line.startsWith("KAFKA_TOPIC")
                        ? ";KAFKA_TOPIC t"
                        : "";
        assertThat(read(line + topic).lines().map(String::strip))
                .contains(line.replaceFirst(" ", " '") + "'");
        assertThat(folder.load().notices())
                .extracting(ProjectProblem::toString)
                .contains(
                        "d.datasource:1:1: Data sources are not stored yet: queries can't read"
                                + " 'd'");
    }

    @ParameterizedTest
    @DisplayName("2.5 columns that the connector adds need no place in the schema")
    @ValueSource(
            strings = {
                "KAFKA_TOPIC t;ENGINE_SORTING_KEY __timestamp",
                "ENGINE ReplacingMergeTree;ENGINE_VER _timestamp;IMPORT_TABLE_ARN arn:x"
            })
    void columnsOfConnectors(String lines) {
        assertThat(read(lines)).contains("timestamp");
    }

    @ParameterizedTest
    @DisplayName("2.5 mistakes")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            textBlock =
                    """
                    KAFKA_GROUP_ID g                  ~ 7:1: A data source fed by Kafka needs KAFKA_TOPIC
                    KAFKA_TOPIC t;KAFKA_AUTO_OFFSET_RESET first ~ 8:25: KAFKA_AUTO_OFFSET_RESET is 'first'; it must be one of latest, earliest, none
                    KAFKA_TOPIC t;KAFKA_STORE_HEADERS yes ~ 8:21: KAFKA_STORE_HEADERS is 'yes'; it must be one of true, false, 1, 0
                    IMPORT_SERVICE ftp                ~ 7:16: IMPORT_SERVICE is 'ftp'; it must be one of s3, s3_iamrole, gcs, gcs_hmac, bigquery, snowflake, dynamodb
                    IMPORT_STRATEGY merge             ~ 7:17: IMPORT_STRATEGY is 'merge'; it must be one of replace, append
                    IMPORT_BUKET_URI s3://b           ~ 7:1: Unknown instruction 'IMPORT_BUKET_URI'; did you mean IMPORT_BUCKET_URI?
                    """)
    void connectorMistakes(String lines, String expected) {
        folder.with("d.datasource", COLUMNS + lines.replace(';', '\n') + "\n");
        assertThat(folder.problems()).contains("d.datasource:" + expected);
    }
}
